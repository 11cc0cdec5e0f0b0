/* SPDX-License-Identifier: MIT */
/* process.h for a Python process: what library.py calls through cffi.
 *
 * A signal handler in Python may run, and call C, between a call and the look
 * at its errno. So what these return says all. */
#ifndef PYTHON_PROCESS_H
#define PYTHON_PROCESS_H

#include "process.h"

/* cffi: begin */
/* os.fork() with two pipes, without its audit event. Returns in both processes:
 * in the parent the worker's PID, and `p` is started; in the worker 0, and its
 * `lifeline` is readable once the parent has ended; or -errno, and there is no
 * worker. */
int
python_fork(struct process *p);

/* Whether python_fork() counts the threads, which is not free. By default it
 * does not. */
extern int python_fork_counts;

/* The number of threads at the last counting python_fork() of this thread,
 * which is one of them; 0 if the system does not say. */
long
python_fork_threads(void);

/* No exit code is as large. */
#define PYTHON_INTERRUPTED 256 /* by a signal: call again */
#define PYTHON_LOST 257        /* another wait took the worker's status */

/* process_join() for ever. Returns the exit code, or one of the two above. */
int
python_join(struct process *p);

/* process_sentinels_wait(), but -errno for an error. */
int
python_sentinels_wait(const int *fds, size_t n, double timeout, size_t *ready);
/* cffi: end */

#endif
