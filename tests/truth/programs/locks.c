/* SPDX-License-Identifier: MIT */
/* Locks on files: flock(2), and those of fcntl(2), of a process and of an open file. */
#include "row.h"

static int
new_file(void)
{
    in_new_folder();
    return must(open("f", O_RDWR | O_CREAT, 0600));
}

static int
lock_file(int fd, int command, short type)
{
    return fcntl(fd, command, &(struct flock){.l_type = type});
}

BEFORE(flock_released)
{
    int fd = new_file();
    struct ends held = new_pipe();
    CHILD { int own = open("f", O_RDWR); flock(own, LOCK_EX); put(held.in); A(); flock(own, LOCK_UN); }
    get(held.out);
    flock(fd, LOCK_EX);
    B();
}

BEFORE(flock_released_at_the_end)
{
    int fd = new_file();
    struct ends held = new_pipe();
    CHILD { flock(open("f", O_RDWR), LOCK_EX); put(held.in); A(); }
    get(held.out);
    flock(fd, LOCK_SH);
    B();
}

BEFORE(fcntl_lock_released)
{
    int fd = new_file();
    struct ends held = new_pipe();
    CHILD { lock_file(fd, F_SETLK, F_WRLCK); put(held.in); A(); lock_file(fd, F_SETLK, F_UNLCK); }
    get(held.out);
    lock_file(fd, F_SETLKW, F_WRLCK);
    B();
}

BEFORE(fcntl_lock_released_by_any_close)
{
    int fd = new_file();
    struct ends held = new_pipe();
    CHILD { lock_file(fd, F_SETLK, F_WRLCK); put(held.in); A(); close(open("f", O_RDONLY)); stay(); }
    get(held.out);
    lock_file(fd, F_SETLKW, F_WRLCK);
    B();
}

BEFORE(fcntl_lock_looked_at)
{
    int fd = new_file();
    struct ends held = new_pipe();
    CHILD { lock_file(fd, F_SETLK, F_WRLCK); put(held.in); A(); }
    get(held.out);
    struct flock lock = {.l_type = F_WRLCK};
    UNTIL((lock.l_type = F_WRLCK, fcntl(fd, F_GETLK, &lock), lock.l_type == F_UNLCK))
    B();
}

BEFORE(open_file_lock_released)
{
    int fd = new_file();
    struct ends held = new_pipe();
    CHILD { int own = open("f", O_RDWR); lock_file(own, F_OFD_SETLK, F_WRLCK); put(held.in); A(); close(own); }
    get(held.out);
    lock_file(fd, F_OFD_SETLKW, F_WRLCK);
    B();
}

BEFORE(lockf_released)
{
    int fd = new_file();
    struct ends held = new_pipe();
    CHILD { lockf(fd, F_LOCK, 1); put(held.in); A(); lockf(fd, F_ULOCK, 1); }
    get(held.out);
    lockf(fd, F_LOCK, 1);
    B();
}

CONCURRENT(flock_shared_by_both)
{
    new_file();
    CHILD { flock(open("f", O_RDWR), LOCK_SH); A(); }
    CHILD { flock(open("f", O_RDWR), LOCK_SH); B(); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(locks_of_their_own)
{
    in_new_folder();
    CHILD { flock(open("f", O_RDWR | O_CREAT, 0600), LOCK_EX); A(); }
    CHILD { flock(open("g", O_RDWR | O_CREAT, 0600), LOCK_EX); B(); }
    while (wait(NULL) > 0) { }
}

CHOICE(flock_by_whoever_is_first, locked, "AB BA")
{
    new_file();
    CHILD { late("one"); flock(open("f", O_RDWR), LOCK_EX); A(); }
    CHILD { late("other"); flock(open("f", O_RDWR), LOCK_EX); B(); }
    while (wait(NULL) > 0) { }
}

CHOICE(fcntl_lock_by_whoever_is_first, locked, "AB BA")
{
    int fd = new_file();
    CHILD { late("one"); lock_file(fd, F_SETLKW, F_WRLCK); A(); }
    CHILD { late("other"); lock_file(fd, F_SETLKW, F_WRLCK); B(); }
    while (wait(NULL) > 0) { }
}

CHOICE(flock_held_yet, not_yet, "yAB nAB nBA")
{
    int fd = new_file();
    struct ends held = new_pipe();
    CHILD { flock(open("f", O_RDWR), LOCK_EX); put(held.in); A(); late("unlock"); }
    get(held.out);
    late("look");
    answer(flock(fd, LOCK_EX | LOCK_NB) == 0);
    B();
}
