/* SPDX-License-Identifier: MIT */
/* Starts the command, seized before it executes. */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <sys/types.h>

struct tracer;

/* The ptrace options of every recording. */
extern const long trace_options;

/* Returns the PID of the seized child, which is stopped and needs only to be
 * resumed to execute the command; or -1 with errno, and no child is left. */
pid_t
start_command(struct tracer *tracer);

/* Kill a child, seized or not, and reap it. */
void
start_undo(pid_t pid);

#endif
