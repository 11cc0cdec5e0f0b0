/* SPDX-License-Identifier: MIT */
/* What a parent writes to a worker that has no copy of its memory: the name of
 * its target and the argument, as Python pickles them. */
#ifndef PROCESS_MESSAGE_H
#define PROCESS_MESSAGE_H

#include "process.h"

/* Returns 0, or -1 with errno: ENOENT, E2BIG. It never waits: the pipe must be
 * empty, and `child_r` open somewhere. */
int
message_write(int parent_w, const struct process *p);

/* In the worker: read it, do it, return the exit status. */
int
child_read_and_run(int child_r);

#endif
