#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "proc/path.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "proc/proc_file.h"

enum { LINKS = 40, REST = 2 * OBJECT_SIZE };

/* A walk: the folder that it has come to, and the names that are left. */
struct walk {
    pid_t tid;
    int folder; /* -1: it has ended */
    unsigned links;
    struct inode root;
    struct places here; /* the folder of the last name, and what has that */
    char rest[REST];
};

void
places_add(struct places *places, struct inode inode)
{
    for (unsigned i = 0; i < places->n; i++)
        if (places->list[i].number == inode.number &&
            places->list[i].device == inode.device)
            return;
    if (places->n < PLACES)
        places->list[places->n++] = inode;
}

void
places_add_proc(struct places *places, const char *path, pid_t pid)
{
    enum proc_subject subject = proc_subject_of(path, pid);
    places->proc |= subject == PROC_OTHERS;
    places->own_stat |= subject == PROC_OWN_STAT;
}

static void
add_all(struct places *places, const struct places *more)
{
    for (unsigned i = 0; i < more->n; i++)
        places_add(places, more->list[i]);
}

static bool
inode_of(int fd, struct inode *inode, mode_t *mode)
{
    struct stat status;
    if (fstat(fd, &status) == -1)
        return false;
    *inode =
        (struct inode){status.st_dev, status.st_ino, S_ISDIR(status.st_mode)};
    *mode = status.st_mode;
    return true;
}

static int
open_in_proc(pid_t tid, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)tid, name);
    return open(path, O_PATH | O_CLOEXEC);
}

static int
open_base(pid_t tid, int folder, const char *path)
{
    char name[16];
    if (path[0] == '/')
        return open_in_proc(tid, "root");
    if (folder == AT_FDCWD)
        return open_in_proc(tid, "cwd");
    snprintf(name, sizeof name, "fd/%d", folder);
    return open_in_proc(tid, name);
}

/* Go on in this folder. */
static void
enter(struct walk *walk, int folder)
{
    close(walk->folder);
    walk->folder = folder;
}

/* Put what a symbolic link says before the names that are left. */
static bool
follow(struct walk *walk, int link)
{
    char text[REST];
    ssize_t n = readlinkat(link, "", text, OBJECT_SIZE - 1);
    size_t left = strlen(walk->rest);
    if (n <= 0 || ++walk->links > LINKS || (size_t)n + left + 2 > sizeof text)
        return false;
    text[n] = '/';
    memcpy(text + n + 1, walk->rest, left + 1);
    strcpy(walk->rest, text);
    if (text[0] == '/')
        enter(walk, open_in_proc(walk->tid, "root"));
    return walk->folder != -1;
}

/* Take the next name from those that are left; false: there is none. */
static bool
next_name(struct walk *walk, char name[OBJECT_SIZE])
{
    size_t start = strspn(walk->rest, "/");
    size_t n = strcspn(walk->rest + start, "/");
    if (n == 0 || n >= OBJECT_SIZE)
        return false;
    memcpy(name, walk->rest + start, n);
    name[n] = '\0';
    memmove(walk->rest, walk->rest + start + n,
            strlen(walk->rest + start + n) + 1);
    return true;
}

static bool
in_proc(int fd)
{
    struct statfs system;
    return fstatfs(fd, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

/* One name further; false where the path ends. */
static bool
step(struct walk *walk, const char *name, struct places *seen,
     struct places *last)
{
    struct inode here, inode;
    mode_t mode;
    if (!inode_of(walk->folder, &here, &mode))
        return false;
    if (strcmp(name, ".") == 0 ||
        (strcmp(name, "..") == 0 && here.number == walk->root.number &&
         here.device == walk->root.device))
        return true;
    places_add(seen, here);
    walk->here.n = 0;
    places_add(&walk->here, here);
    int next = openat(walk->folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (next == -1 || !inode_of(next, &inode, &mode)) {
        if (next != -1)
            close(next);
        return false;
    }
    if (inode.device != here.device && in_proc(next)) {
        char path[REST];
        snprintf(path, sizeof path, "/proc/%s",
                 walk->rest + strspn(walk->rest, "/"));
        places_add_proc(seen, path, walk->tid);
        close(next);
        return false;
    }
    places_add(seen, inode);
    places_add(&walk->here, inode);
    if (S_ISLNK(mode)) {
        if (walk->rest[strspn(walk->rest, "/")] == '\0')
            add_all(last, &walk->here); /* the call may be about the link */
        bool more = follow(walk, next);
        close(next);
        return more;
    }
    enter(walk, next);
    return S_ISDIR(mode);
}

/* A walk that begins in /proc: what that folder tells, if it goes no further.
 */
static void
look_in_proc(const struct walk *walk, const char *path, struct places *seen)
{
    char link[32], name[OBJECT_SIZE];
    snprintf(link, sizeof link, "/proc/self/fd/%d", walk->folder);
    ssize_t n = readlink(link, name, sizeof name - 1);
    if (n <= 0 || path[0] != '\0') {
        seen->proc = true;
        return;
    }
    name[n] = '\0';
    places_add_proc(seen, name, walk->tid);
}

void
path_walk(pid_t tid, int folder, const char *path, struct places *seen,
          struct places *last)
{
    struct walk walk = {.tid = tid, .folder = open_base(tid, folder, path)};
    struct inode inode;
    char name[OBJECT_SIZE];
    mode_t mode;
    int root = open_in_proc(tid, "root");
    if (root != -1) {
        inode_of(root, &walk.root, &mode);
        close(root);
    }
    if (walk.folder == -1)
        return;
    if (inode_of(walk.folder, &inode, &mode)) {
        places_add(seen, inode);
        places_add(&walk.here, inode);
    }
    if (in_proc(walk.folder))
        look_in_proc(&walk, path, seen);
    snprintf(walk.rest, sizeof walk.rest, "%s", path);
    while (!seen->proc && next_name(&walk, name) &&
           step(&walk, name, seen, last))
        ;
    if (walk.folder != -1)
        close(walk.folder);
    add_all(last, &walk.here);
}

void
path_of_fd(pid_t tid, int fd, struct places *seen)
{
    struct places last = {0};
    path_walk(tid, fd, "", seen, &last);
}

void
path_of_cwd(pid_t tid, struct places *seen)
{
    struct places last = {0};
    char link[32], path[OBJECT_SIZE];
    snprintf(link, sizeof link, "/proc/%d/cwd", (int)tid);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path_of_fd(tid, AT_FDCWD, seen);
    if (n <= 0)
        return;
    path[n] = '\0';
    path_walk(tid, AT_FDCWD, path, seen, &last);
}
