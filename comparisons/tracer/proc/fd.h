/* SPDX-License-Identifier: MIT */
/* What is behind the descriptors of another process, from /proc. */
#ifndef PROC_FD_H
#define PROC_FD_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "records/field.h"

enum { OBJECT_SIZE = 4096, FIFO_SIZE = 64 };

/* A file system object. */
struct inode {
    dev_t device;
    ino_t number;
    bool folder;
};

/* What stat(2) tells of what is behind a descriptor: its file system object,
 * whether that is a regular file or a directory, and "pipe", "socket" or
 * "mqueue" of what has a name of the kernel's own, which its number makes
 * whole. */
struct fd_look {
    struct inode inode;
    bool file;
    const char *kernel_name;
    char fifo[FIFO_SIZE]; /* the name of a FIFO, or empty */
};

/* What the name of an eventfd begins with, "eventfd:[7]". */
#define EVENTFD_NAME "eventfd:["

/* Look at a descriptor; false: there is none. */
bool
fd_look(pid_t tid, int fd, struct fd_look *look);

/* The name of the object that was looked at, as fd_object() has it. */
size_t
fd_name(pid_t tid, int fd, const struct fd_look *look,
        char object[OBJECT_SIZE]);

/* The object behind a descriptor: "pipe:[123]", "/dev/pts/3", a path.
 * Returns its length (0: no such descriptor); it is cut at OBJECT_SIZE - 1. */
size_t
fd_object(pid_t tid, int fd, char object[OBJECT_SIZE]);

/* The name of a FIFO by its file system and number, "fifo:[8:1:123]", of which
 * it may have many paths. Returns its length, 0 if the status is of none. */
struct stat;
size_t
fifo_name(const struct stat *status, char name[FIFO_SIZE]);

/* A descriptor is that of a POSIX message queue: from now on such files, which
 * have a file system of their own in each IPC namespace, are named
 * "mqueue:[7]". */
void
fd_knows_mqueue(pid_t tid, int fd);

/* How a descriptor was opened: "r", "w", "rw"; "" for O_PATH, or unknown. */
const char *
fd_mode(pid_t tid, int fd);

/* The same, whether it is closed on exec, and whether calls on it do not wait,
 * which takes as long again. */
const char *
fd_mode_flags(pid_t tid, int fd, bool *cloexec, bool *nonblocking);

/* Whether calls on a descriptor do not wait (O_NONBLOCK). */
bool
fd_nonblocking(pid_t tid, int fd);

/* What pipes and sockets hold by default. */
struct room
fd_room(void);

/* The offset of a descriptor. */
int64_t
fd_position(pid_t tid, int fd);

/* Read bytes of a file from a place on. Returns how many; 0: it cannot be. */
size_t
fd_bytes(pid_t tid, int fd, int64_t place, char *bytes, size_t n);

/* A descriptor of our own for what another process has open; -1 with errno. */
int
fd_copy(pid_t pid, int fd);

/* The process of a pidfd; -1: it has been reaped; 0: this is no pidfd. */
pid_t
fd_process(pid_t tid, int fd);

/* The object of each signalfd. */
#define SIGNALFD "anon_inode:[signalfd]"

/* The signals that a signalfd tells of, and whether a read waits for them. */
struct signals
fd_signals(pid_t tid, int fd, bool *nonblocking);

/* The descriptors of a process, for fd_table_next() and closedir(); NULL with
 * errno. */
DIR *
fd_table_open(pid_t tid);

/* The next one, or -1 after the last. */
int
fd_table_next(DIR *table);

#endif
