/* SPDX-License-Identifier: MIT */
/* Where the paths of another process lead. */
#ifndef PROC_PATH_H
#define PROC_PATH_H

#include <stdbool.h>

#include "proc/fd.h"

enum { PLACES = 64 };

/* Files and folders, each once. */
struct places {
    unsigned n;
    bool proc;     /* and some file of /proc, where others can be looked at */
    bool own_stat; /* and /proc/PID/stat of the process itself */
    struct inode list[PLACES];
};

/* Remember a file or a folder, unless there is no room left. */
void
places_add(struct places *places, struct inode inode);

/* Remember whom a file of /proc tells of, by its path; `pid` looks at it. */
void
places_add_proc(struct places *places, const char *path, pid_t pid);

/* Remember what the path of a thread leads to, seen from one of its folders (a
 * descriptor, or AT_FDCWD): in *seen all that it passes, links included, and in
 * *last only the folder of its last name and what has that name there, if there
 * is one. An empty path is the folder itself. Where a name is missing the path
 * ends in the folder that lacks it.
 *
 * The path is followed as the thread would: from its own root, through its own
 * descriptors, up to as many links as the kernel follows. Only into /proc it is
 * not, for there a path can mean who follows it. */
void
path_walk(pid_t tid, int folder, const char *path, struct places *seen,
          struct places *last);

/* The same for what a descriptor of the thread stands for. */
void
path_of_fd(pid_t tid, int fd, struct places *seen);

/* The same for the thread's working directory, and all folders above. */
void
path_of_cwd(pid_t tid, struct places *seen);

#endif
