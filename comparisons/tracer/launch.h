/* SPDX-License-Identifier: MIT */
/* Starts the command, seized before it executes.
 *
 * The child waits for a byte in a pipe; meanwhile it is seized (PTRACE_SEIZE
 * with EXITKILL: from then on it cannot outlive the tracer) and stopped. When
 * it is resumed it installs the seccomp filter in itself and executes the
 * command. What it does before that is our own code, and not recorded.
 */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <sys/types.h>

struct session;

/* The ptrace options of every recording. */
extern const long ptrace_options;

/* Returns the PID of the seized child, which is stopped and needs only to be
 * resumed to execute the command; or -1 with errno, and no child is left. */
pid_t
launch_command(struct session *session);

/* Kill a child, seized or not, and reap it. */
void
launch_undo(pid_t pid);

#endif
