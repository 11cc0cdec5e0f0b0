/* SPDX-License-Identifier: MIT */
/* The exit status of a process whose end this one cannot take: it is another's
 * child, or somebody has taken it. */
#ifndef PROCESS_EXIT_STATUS_H
#define PROCESS_EXIT_STATUS_H

/* The status word of a process that has ended, by its pidfd. Returns 1; 0 if
 * it can be known once somebody has reaped the process, which makes the pidfd
 * report POLLHUP; or -1 if it cannot be known. Signal handlers may call it. */
int
exit_status_of(int pidfd, int *status);

#endif
