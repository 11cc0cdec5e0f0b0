/* SPDX-License-Identifier: MIT */
/* The system calls that take a pidfd: a descriptor of one process, which stays
 * that process's when its PID has become another's. Signal handlers may call
 * all of these. */
#ifndef PROCESS_PIDFD_H
#define PROCESS_PIDFD_H

#include <signal.h>
#include <sys/types.h>

/* The pidfd of a process, which no new image inherits. Returns it; or -1 with
 * errno: ESRCH (no such process), EMFILE, ENFILE, ENOMEM, ENOSYS (before Linux
 * 5.3). */
int
pidfd_from_pid(pid_t pid);

/* Returns 0; or -1 with errno: ESRCH (it has been reaped), EINVAL (no such
 * signal), EPERM. */
int
pidfd_send(int pidfd, int signal);

/* Whether somebody has taken the process's end. */
int
pidfd_is_reaped(int pidfd);

/* Look for the end of a child, and with `options` = 0 take it; never waits.
 * WNOWAIT leaves it there. Returns 1 with the status word; 0 if the child has
 * not ended, or is held back by who traces it; or -1 with errno: ECHILD (it is
 * no child, or its end was taken), EBADF, EINVAL (before Linux 5.4). */
int
pidfd_take(int pidfd, int options, int *status);

#endif
