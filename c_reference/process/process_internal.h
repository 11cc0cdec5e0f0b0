/* SPDX-License-Identifier: MIT */
/* What process.c and the start methods share; not for users of process.h. */
#ifndef PROCESS_INTERNAL_H
#define PROCESS_INTERNAL_H

#include "process.h"

/* A start method: the class Popen of Lib/multiprocessing/popen_*.py. */
struct popen {
    /* Start the worker and fill in `pid`, `sentinel` and `lifeline`. Returns 0,
     * or -1 with errno and nothing started or opened. */
    int (*launch)(struct process *p);
    /* Take the worker's end; with WNOHANG only if it is there. Returns as
     * process_join() does. */
    int (*poll)(struct process *p, int flag);
};

extern const struct popen popen_fork, popen_spawn, popen_forkserver;

/* By enum process_method. */
extern const struct popen *const popens[];

/* The method of that number, by default that of the environment;
 * PROCESS_DEFAULT if there is none. */
enum process_method
popen_method(int method);

/* Make a copy of this process by a function as fork() is, and return in both: 1
 * in the worker, with `lifeline`; 0 in the parent, with all that launch() fills
 * in; or -1 with errno and nothing started or opened. */
int
popen_fork_copy(struct process *p, pid_t (*copy)(void));

/* For the parent's own children. */
int
popen_fork_poll(struct process *p, int flag);

/* The worker's end is known: note it. */
void
popen_ended(struct process *p, int status, int exitcode);

/* Whether its end is known: 1 or 0; -1 with EINVAL if there is no worker that
 * could end. */
int
popen_is_ended(const struct process *p);

/* process_sentinels_wait() for one descriptor. Signal handlers may call it. */
int
sentinel_wait(int sentinel, double timeout);

/* CPython's os.waitstatus_to_exitcode(); -1 with EINVAL for no end at all,
 * which wait() reports only of a process that is traced. */
int
popen_exitcode(int status, int *exitcode);

/* What the worker does. Returns its exit status. */
int
child_run(int (*target)(void *argument), void *argument);

#endif
