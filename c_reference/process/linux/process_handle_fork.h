/* SPDX-License-Identifier: MIT */
/* A fork of which this process surely gets the pidfd: the gate. */
#ifndef PROCESS_HANDLE_FORK_H
#define PROCESS_HANDLE_FORK_H

#include "process_handle.h"

/* Start a worker by `copy`, which is fork() or does the same. Returns in both
 * processes: 1 in the worker, once the parent has its pidfd; 0 in the parent,
 * and the handle is started; or -1 with errno and nothing started or opened. */
int
handle_fork(struct process_handle *h, pid_t (*copy)(void));

#endif
