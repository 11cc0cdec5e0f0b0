/* SPDX-License-Identifier: MIT */
/* What the files of the library share; not for users of process.h. */
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

/* process_method.c */

/* The start methods, by enum process_method. */
extern const struct popen *const popens[];

/* The start method with this number; for PROCESS_DEFAULT that of the
 * environment. Returns PROCESS_DEFAULT if there is no such method. */
enum process_method
popen_method(int method);

/* process_popen.c */

/* Write the worker's end into the struct. Any thread that sees the new state
 * sees `status` and `exitcode` too. */
void
popen_ended(struct process *p, int status, int exitcode);

/* Whether the worker's end is known. Returns 1 or 0; or -1 with EINVAL if the
 * struct has no worker: not started, closed, or without a PID. */
int
popen_is_ended(const struct process *p);

/* The exit code of a status word: CPython's os.waitstatus_to_exitcode().
 * Returns 0; or -1 with EINVAL if the process has not ended, which wait()
 * reports only of one that is traced. */
int
popen_exitcode(int status, int *exitcode);

/* In the worker: call the target and flush stdout and stderr. Returns the exit
 * status. */
int
child_run(int (*target)(void *argument), void *argument);

/* process_fork.c */

/* Start a worker by `copy`, which is fork() or does the same. Returns in both
 * processes: 1 in the worker, with its `lifeline`; 0 in the parent, with all
 * that launch() fills in; or -1 with errno and nothing started or opened. */
int
popen_fork_copy(struct process *p, pid_t (*copy)(void));

/* poll() for a worker that is a child of this process. */
int
popen_fork_poll(struct process *p, int flag);

/* process_sentinel.c */

/* process_sentinels_wait() for one descriptor. Signal handlers may call it. */
int
sentinel_wait(int sentinel, double timeout);

#endif
