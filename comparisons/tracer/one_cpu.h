/* SPDX-License-Identifier: MIT */
/* Stops on one CPU, while only one thread of the program runs.
 *
 * Of the 50 us that a stop takes on two virtual CPUs, 40 are two wake-ups of a
 * CPU that had nothing to do: that of the tracer, and then that of the tracee,
 * which the kernel leaves where it was. On one CPU both are a mere switch. So
 * who has stopped several times in a row, and is the only one that runs, is let
 * go on here:
 *
 *     narrow its mask to our CPU     it can only be woken here
 *     resume it                      it waits for us to sleep
 *     set its mask back              that leaves it here, free to go
 *
 * Where two run they need both CPUs, and it takes longer.
 *
 * Nothing of it may be seen. The kernel may let the tracee run before its mask
 * is set back; what depends on the mask stops for that (ALWAYS_STOPS in
 * calls/system_calls.inc), after which it is not narrowed, and whom it has
 * created then gets the mask that its creator has again. Reads of /proc stop
 * anyway. Who is not recorded may see it for that moment; and to set a mask
 * back is to set it, so a thread does not spread over CPUs that its cpuset gets
 * later.
 */
#ifndef ONE_CPU_H
#define ONE_CPU_H

#include <sched.h>
#include <stdbool.h>
#include <sys/types.h>

struct session;
struct tracee;

/* A thread has stopped, or ended. */
void
one_cpu_stopped(struct session *session, struct tracee *tracee);

/* A thread is about to be resumed. Returns whether its mask was narrowed: it
 * must be set back when it is. */
bool
one_cpu_narrow(struct session *session, struct tracee *tracee,
               cpu_set_t *former);

/* Set the mask back. */
void
one_cpu_widen(pid_t tid, const cpu_set_t *former);

/* A stopped thread has created another one. */
void
one_cpu_created(const struct tracee *creator, pid_t tid);

#endif
