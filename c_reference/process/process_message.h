/* SPDX-License-Identifier: MIT */
/* What a parent writes to a worker that has no copy of its memory: the name of
 * its target and the argument, as Python pickles them. */
#ifndef PROCESS_MESSAGE_H
#define PROCESS_MESSAGE_H

#include "process.h"

/* Write the message of a worker to be started. Returns 0, or -1 with errno:
 * ENOENT, E2BIG, or that of write(). It never waits: the pipe must be empty,
 * and some process must have its reading end open. */
int
message_write(int parent_w, const struct process *p);

/* In the worker: read the message, call the target. Returns its exit status. */
int
child_read_and_run(int child_r);

#endif
