/* SPDX-License-Identifier: MIT */
/* What is behind the descriptors of another process, from /proc. */
#ifndef PROC_FD_H
#define PROC_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { OBJECT_SIZE = 4096 };

struct json;

/* A file system object. */
struct inode {
    dev_t device;
    ino_t number;
    bool folder;
};

/* The object behind a descriptor: "pipe:[123]", "/dev/pts/3", a path.
 * Returns its length (0: no such descriptor); it is cut at OBJECT_SIZE - 1. */
size_t
fd_object(pid_t tid, int fd, char object[OBJECT_SIZE]);

/* Whether an object is a regular file or a directory; then *inode is it. */
bool
fd_is_file(pid_t tid, int fd, const char *object, struct inode *inode);

/* Write "object", or null if there is none. */
void
json_object(struct json *json, const char *key, const char *object, size_t n);

/* Read the object of a descriptor and write it. */
void
json_descriptor(struct json *json, const char *key, pid_t tid, int fd);

/* Write {"0": {"object", "mode", "cloexec"}, ...}. After exec no descriptor
 * has close-on-exec: then `flags` is false and saves reading it. */
void
json_descriptors(struct json *json, const char *key, pid_t tid, bool flags);

#endif
