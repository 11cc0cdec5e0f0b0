/* SPDX-License-Identifier: MIT */
/* process.h for a Python process: what library.py calls through cffi.
 *
 * A signal handler in Python may run, and call C, between a call and the look
 * at its errno. So these return -errno, and nothing is left to look at. */
#ifndef PYTHON_PROCESS_H
#define PYTHON_PROCESS_H

#include "process.h"

/* cffi: begin */
/* Fork, with what os.fork() does around it, and return in both: in the parent
 * 0, and `p` is a started process; in the worker 1 + the descriptor that is
 * readable when the parent has ended; or -errno, and there is no worker. If
 * asked to, it counts the threads, which is not free. */
int
python_fork(struct process *p, int count);

/* How many threads this process had at this thread's last fork() that counted,
 * the one that forked included; 0: the system does not say. */
long
python_fork_threads(void);

/* process_join(), but -errno for -1. */
int
python_join(struct process *p, double timeout);

/* process_wait_any() for `n` sentinels. What it returns, so many of the first
 * are then the indices of those that are ready, in ascending order. */
int
python_wait_any(int *sentinels, size_t n, double timeout);
/* cffi: end */

#endif
