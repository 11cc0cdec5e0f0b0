/* SPDX-License-Identifier: MIT */
/* The traced threads, by thread id. */
#ifndef TRACEE_H
#define TRACEE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "proc/fd.h"

struct call;

/* A system call that a thread is in. */
struct call_state {
    const struct call *call; /* NULL: none that is recorded */
    const char *class;       /* of this call: fcntl has more than one */
    uint64_t arguments[6];
};

enum { KNOWN_FILES = 32 };

struct tracee {
    struct tracee *next; /* in its bucket */
    pid_t tid, pid;
    pid_t parent; /* process that created it; only until its creation event */
    struct call_state current;
    struct call_state interrupted; /* what restart_syscall goes on with */
    uint64_t clone_flags;          /* CLONE_* of the call that it is in */
    char *replaced_object; /* object that the dup2 it is in will close */
    pid_t last_reaped;     /* child that its last wait took, or 0 */
    int stream;            /* 1, 2: it is in a write to stdout, stderr */
    struct inode
        known_files[KNOWN_FILES]; /* known by descriptor; number 0: not */
    bool shares_files;    /* its descriptor table, with another thread */
    bool received_fds;    /* the recvmsg that it is in brought descriptors */
    bool created;         /* its creation is recorded */
    bool awaits_creation; /* kept stopped until the creation event */
    bool group_stopped;   /* in a group-stop */
};

enum { BUCKETS = 4096 };

struct tracees {
    struct tracee *buckets[BUCKETS];
    int alive;
};

/* The thread with this id, or NULL. */
struct tracee *
tracee_find(struct tracees *tracees, pid_t tid);

/* A new thread, its creation not recorded yet; NULL with errno if there is no
 * memory. */
struct tracee *
tracee_add(struct tracees *tracees, pid_t tid, pid_t pid);

/* Keep the object that the tracee's dup2 will close; NULL: there is none. */
void
tracee_keep_replaced(struct tracee *tracee, const char *object);

/* Forget which files the thread's descriptors stand for. */
void
tracee_forget_files(struct tracee *tracee);

/* Forget a thread. */
void
tracee_remove(struct tracees *tracees, struct tracee *tracee);

/* Give a thread the id that its exec has given it. */
void
tracee_rename(struct tracees *tracees, struct tracee *tracee, pid_t tid);

/* The thread after this one, in no order; the first after NULL. */
struct tracee *
tracee_next(struct tracees *tracees, const struct tracee *tracee);

/* Forget all. */
void
tracee_clear(struct tracees *tracees);

#endif
