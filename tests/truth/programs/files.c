/* SPDX-License-Identifier: MIT */
/* Files and folders: one makes or changes, another looks until it is so. */
#include "row.h"

static void
make(const char *name)
{
    close(must(open(name, O_CREAT | O_WRONLY, 0600)));
}

static bool
exists(const char *name)
{
    return access(name, F_OK) == 0;
}

static off_t
size_of(const char *name)
{
    struct stat is;
    return stat(name, &is) == 0 ? is.st_size : -1;
}

BEFORE(file_exists)
{
    in_new_folder();
    CHILD { A(); make("f"); }
    UNTIL(exists("f"))
    B();
}

BEFORE(file_can_be_opened)
{
    in_new_folder();
    CHILD { A(); make("f"); }
    UNTIL(open("f", O_RDONLY) >= 0)
    B();
}

BEFORE(file_by_another_name)
{
    in_new_folder();
    make("f");
    symlink("f", "s");
    unlink("f");
    CHILD { A(); make("f"); }
    UNTIL(exists("s"))
    B();
}

BEFORE(file_is_gone)
{
    in_new_folder();
    make("f");
    CHILD { A(); unlink("f"); }
    UNTIL(!exists("f"))
    B();
}

BEFORE(file_has_grown)
{
    in_new_folder();
    make("f");
    int fd = open("f", O_WRONLY);
    CHILD { A(); put(fd); }
    UNTIL(size_of("f") > 0)
    B();
}

BEFORE(file_has_bytes)
{
    in_new_folder();
    make("f");
    int in = open("f", O_WRONLY), out = open("f", O_RDONLY);
    CHILD { A(); put(in); }
    UNTIL(get(out))
    B();
}

BEFORE(file_truncated)
{
    in_new_folder();
    make("f");
    truncate("f", 10);
    CHILD { A(); truncate("f", 0); }
    UNTIL(size_of("f") == 0)
    B();
}

BEFORE(file_written_then_renamed)
{
    in_new_folder();
    CHILD { A(); make("f.new"); rename("f.new", "f"); }
    UNTIL(exists("f"))
    B();
}

BEFORE(file_renamed_away)
{
    in_new_folder();
    make("f");
    CHILD { A(); rename("f", "g"); }
    UNTIL(!exists("f"))
    B();
}

BEFORE(file_as_a_lock)
{
    in_new_folder();
    make("lock");
    CHILD { A(); unlink("lock"); }
    UNTIL(open("lock", O_CREAT | O_EXCL, 0600) >= 0)
    B();
}

BEFORE(file_linked)
{
    in_new_folder();
    make("f");
    CHILD { A(); link("f", "g"); }
    struct stat is;
    UNTIL(stat("f", &is) == 0 && is.st_nlink == 2)
    B();
}

BEFORE(file_mode)
{
    in_new_folder();
    make("f");
    CHILD { A(); chmod("f", 0400); }
    struct stat is;
    UNTIL(stat("f", &is) == 0 && (is.st_mode & 0777) == 0400)
    B();
}

BEFORE(file_time)
{
    in_new_folder();
    make("f");
    CHILD { A(); utimensat(AT_FDCWD, "f", (struct timespec[]){{1, 0}, {1, 0}}, 0); }
    struct stat is;
    UNTIL(stat("f", &is) == 0 && is.st_mtime == 1)
    B();
}

BEFORE(file_attribute)
{
    in_new_folder();
    make("f");
    CHILD { A(); must(setxattr("f", "user.truth", "x", 1, 0)); }
    UNTIL(getxattr("f", "user.truth", bytes, 1) == 1)
    B();
}

BEFORE(file_offset_shared)
{
    in_new_folder();
    make("f");
    int fd = open("f", O_RDWR);
    CHILD { A(); lseek(fd, 10, SEEK_SET); }
    UNTIL(lseek(fd, 0, SEEK_CUR) == 10)
    B();
}

BEFORE(file_flags_shared)
{
    in_new_folder();
    make("f");
    int fd = open("f", O_RDWR);
    CHILD { A(); fcntl(fd, F_SETFL, O_APPEND); }
    UNTIL(fcntl(fd, F_GETFL) & O_APPEND)
    B();
}

BEFORE(file_with_room)
{
    in_new_folder();
    make("f");
    int fd = open("f", O_RDWR);
    CHILD { A(); fallocate(fd, 0, 0, 4096); }
    UNTIL(size_of("f") == 4096)
    B();
}

BEFORE(folder_exists)
{
    in_new_folder();
    CHILD { A(); mkdir("d", 0700); }
    UNTIL(chdir("d") == 0)
    B();
}

BEFORE(folder_is_empty)
{
    in_new_folder();
    mkdir("d", 0700);
    make("d/f");
    CHILD { A(); unlink("d/f"); }
    UNTIL(rmdir("d") == 0)
    B();
}

BEFORE(folder_listed)
{
    in_new_folder();
    mkdir("d", 0700);
    CHILD { A(); make("d/f"); }
    UNTIL(syscall(SYS_getdents64, open("d", O_RDONLY), bytes, 4096) > 48)
    B();
}

BEFORE(folder_has_changed)
{
    in_new_folder();
    mkdir("d", 0700);
    utimensat(AT_FDCWD, "d", (struct timespec[]){{1, 0}, {1, 0}}, 0);
    CHILD { A(); make("d/f"); }
    struct stat is;
    UNTIL(stat("d", &is) == 0 && is.st_mtime != 1)
    B();
}

BEFORE(link_can_be_read)
{
    in_new_folder();
    CHILD { A(); symlink("nowhere", "s"); }
    UNTIL(readlink("s", bytes, 10) > 0)
    B();
}

BEFORE(file_in_another_folder_by_dot_dot)
{
    in_new_folder();
    mkdir("d", 0700);
    CHILD { A(); make("f"); }
    chdir("d");
    UNTIL(exists("../f"))
    B();
}

BEFORE(file_mapped_then_read)
{
    in_new_folder();
    make("f");
    truncate("f", 4096);
    int fd = open("f", O_RDWR);
    CHILD { char *map = mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0); A(); map[0] = 'x'; }
    char byte = 0;
    UNTIL(pread(fd, &byte, 1, 0) == 1 && byte == 'x')
    B();
}

BEFORE(file_no_longer_executed)
{
    in_new_folder();
    system("cp /bin/sh f");
    if (vfork() == 0) {
        execl("./f", "f", "-c", "[ \"$0\" != A ] || sleep 0.1; echo A", points[0], NULL);
    }
    UNTIL(open("f", O_WRONLY) >= 0) /* until then ETXTBSY */
    B();
}

BEFORE(file_appears_by_inotify)
{
    in_new_folder();
    int fd = inotify_init();
    inotify_add_watch(fd, ".", IN_CREATE);
    CHILD { A(); make("f"); }
    read(fd, bytes, 4096);
    B();
}

CONCURRENT(files_of_their_own)
{
    in_new_folder();
    make("f");
    make("g");
    int f = open("f", O_WRONLY), g = open("g", O_WRONLY);
    CHILD { A(); put(f); }
    CHILD { B(); put(g); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(file_read_by_both)
{
    in_new_folder();
    make("f");
    CHILD { open("f", O_RDONLY); A(); }
    CHILD { open("f", O_RDONLY); B(); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(folders_of_their_own)
{
    in_new_folder();
    mkdir("one", 0700);
    mkdir("other", 0700);
    CHILD { chdir("one"); make("f"); A(); }
    CHILD { chdir("other"); make("f"); B(); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(file_looked_at_after_the_line)
{
    in_new_folder();
    make("f");
    CHILD { A(); unlink("f"); }
    B();
    exists("f");
}

CONCURRENT(file_made_before_they_part)
{
    in_new_folder();
    make("f");
    CHILD { exists("f"); A(); }
    exists("f");
    B();
}

CHOICE(file_not_there_yet, not_yet, "yAB nAB nBA")
{
    in_new_folder();
    CHILD { A(); late("make"); make("f"); }
    late("look");
    answer(exists("f"));
    B();
}

CHOICE(file_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    in_new_folder();
    CHILD { late("make"); make("f"); A(); }
    B();
    late("look");
    answer(exists("f"));
}

CHOICE(file_whoever_makes_it, locked, "AB BA")
{
    in_new_folder();
    CHILD { late("one"); if (open("f", O_CREAT | O_EXCL, 0600) >= 0) { A(); make("done"); } else { UNTIL(exists("done")) A(); } }
    late("other");
    if (open("f", O_CREAT | O_EXCL, 0600) >= 0) { B(); make("done"); } else { UNTIL(exists("done")) B(); }
    wait(NULL);
}

CHOICE(file_size_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    in_new_folder();
    make("f");
    CHILD { late("grow"); truncate("f", 7); A(); }
    B();
    late("look");
    answer(size_of("f") == 7);
}

CHOICE(file_read_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    in_new_folder();
    make("f");
    int fd = open("f", O_RDONLY);
    CHILD { late("write"); put(open("f", O_WRONLY)); A(); }
    B();
    late("look");
    answer(get(fd));
}

CHOICE(folder_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    in_new_folder();
    mkdir("d", 0700);
    make("d/f");
    CHILD { late("unlink"); unlink("d/f"); A(); }
    B();
    late("look");
    answer(rmdir("d") == 0);
}

CHOICE(file_line_before_not_yet_seen_by_another, not_yet, "nBA yAB yBA")
{
    in_new_folder();
    CHILD { late("make"); make("f"); }
    CHILD { UNTIL(exists("f")) A(); }
    B();
    late("look");
    answer(exists("f"));
}
