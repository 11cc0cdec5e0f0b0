/* SPDX-License-Identifier: MIT */
/* Creations with CLONE_UNTRACED, by which a thread would leave the recorder.
 *
 * Of such a thread no event tells, and the first call of its own that the
 * filter stops would fail with ENOSYS, for it has no tracer. So the flag is
 * taken out of the register at the entry of the clone, and the thread is
 * recorded as any other. For the program nothing changes, since all that the
 * flag does is to keep a tracer away. Both threads get the register back: the
 * creator when the call is over, the new one when it stops first.
 *
 * The flags of clone3 are in memory, where no filter sees them: who leaves by
 * that does leave.
 */
#ifndef STOPS_UNTRACED_H
#define STOPS_UNTRACED_H

#include <stdint.h>

struct tracee;

/* A thread enters a clone whose first argument is this. */
void
untraced_hide(struct tracee *tracee, uint64_t argument);

/* The call is over, or the new thread has stopped first. */
void
untraced_show(struct tracee *tracee);

#endif
