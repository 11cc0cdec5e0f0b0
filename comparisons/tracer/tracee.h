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
struct activity {
    const struct call *call; /* NULL: none that is recorded */
    const char *class;       /* of this call: fcntl has more than one */
    uint64_t arguments[6];
};

enum { FILES = 32 };

struct task {
    struct task *next; /* in its bucket */
    pid_t tid, pid;
    pid_t parent; /* process that created it; only while unborn */
    struct activity now;
    struct activity interrupted; /* what restart_syscall goes on with */
    uint64_t flags;              /* CLONE_* of the call that it is in */
    char *replaced;              /* object that the dup2 it is in will close */
    pid_t reaped;                /* child that its last wait took, or 0 */
    int stream;                  /* 1, 2: it is in a write to stdout, stderr */
    struct inode files[FILES];   /* known by descriptor; number 0: not */
    bool shares;                 /* its descriptor table, with another thread */
    bool received;  /* the recvmsg that it is in brought descriptors */
    bool born;      /* its birth is recorded */
    bool entered;   /* stopped last at an entry (without seccomp) */
    bool waits;     /* stopped until its birth is recorded */
    bool listening; /* in a group-stop */
};

enum { BUCKETS = 4096 };

struct tasks {
    struct task *buckets[BUCKETS];
    int alive;
};

/* The thread with this id, or NULL. */
struct task *
task_find(struct tasks *tasks, pid_t tid);

/* A new thread that is not born yet; NULL with errno if there is no memory. */
struct task *
task_add(struct tasks *tasks, pid_t tid, pid_t pid);

/* Forget which files the thread's descriptors stand for. */
void
task_forget_files(struct task *task);

/* Forget a thread. */
void
task_remove(struct tasks *tasks, struct task *task);

/* Give a thread the id that its exec has given it. */
void
task_rename(struct tasks *tasks, struct task *task, pid_t tid);

/* The thread after this one, in no order; the first after NULL. */
struct task *
task_next(struct tasks *tasks, const struct task *task);

/* Forget all. */
void
task_clear(struct tasks *tasks);

#endif
