/* SPDX-License-Identifier: MIT */
/* Files of /proc: of whom they tell a process that looks at one. */
#ifndef PROC_FILE_H
#define PROC_FILE_H

#include <stdbool.h>
#include <sys/types.h>

struct inode;

/* Whether a file is one of /proc. */
bool
proc_is(const struct inode *inode);

enum proc_subject { PROC_NOBODY, PROC_OWN_STAT, PROC_OTHERS };

/* Of whom the file with this path tells the process with this PID: of others,
 * of itself by its own stat, or of nobody. */
enum proc_subject
proc_subject_of(const char *path, pid_t pid);

#endif
