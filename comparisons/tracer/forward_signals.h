/* SPDX-License-Identifier: MIT */
/* Signals that reach the tracer though they are meant for the command.
 *
 * The tracer is in the command's process group. What the terminal sends, or
 * somebody sends to the group, the command has already; what a process sends
 * to the tracer alone (kill PID, subprocess.send_signal) is passed on to
 * the root. When the root stops because of job control the tracer stops
 * too, or the shell would never know. Once the root has ended there is nobody
 * to pass signals on to: then those that ask to end, end the recording.
 */
#ifndef FORWARD_SIGNALS_H
#define FORWARD_SIGNALS_H

#include <stdbool.h>
#include <sys/types.h>

/* From now on pass signals on to the root. Those that are ignored stay
 * ignored, for the root as well. */
void
forward_start(pid_t root);

/* Back to how it was. */
void
forward_end(void);

/* The root has stopped, or goes on. */
void
forward_root_stopped(bool stopped);

/* The root has ended. */
void
forward_root_ended(void);

/* Whether a signal has asked to end the recording since the root ended. A
 * call that sleeps ends with EINTR, and goes on ending so, until then. */
bool
forward_end_wanted(void);

#endif
