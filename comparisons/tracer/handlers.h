/* SPDX-License-Identifier: MIT */
/* Whose a handler is that a signal meets: that of the process, or of the one
 * that made it.
 *
 * /proc tells which signals have handlers, but not since when. So it is
 * remembered for which a process has set one since it was made, by
 * rt_sigaction, or may have. What it handles of the others it was made with:
 *
 *     parent   rt_sigaction(SIGTERM)   fork
 *     child                                   SIGTERM: inherited
 *     child    rt_sigaction(SIGTERM)          SIGTERM: its own
 *
 * posix_spawn(3) sets each signal there is back, in the child, and a stop takes
 * longer than all that the call does. So only the signals
 * that processes send each other stop (`told_apart` in calls/table.c), and of a
 * handler for another is never said that it is inherited.
 *
 * SIGCHLD comes with the end of each child, and to look up each time what is
 * done about it would take longer than all else. Who never called rt_sigaction
 * for it, nor has a parent that did, has no handler.
 */
#ifndef HANDLERS_H
#define HANDLERS_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct session;
struct tracee;

/* A call is entered that may set a handler, or one of which is not known what
 * it does. */
void
handlers_entered(struct session *session, struct tracee *tracee,
                 const struct call *call, const uint64_t arguments[6]);

/* A process is made, its creator stopped in the call. `shares`: what either
 * sets from now on may be the other's as well. */
void
handlers_created(struct session *session, const struct tracee *creator,
                 struct tracee *tracee, bool shares);

/* A thread has executed a program, which leaves no handler. */
void
handlers_executed(struct tracee *tracee);

/* Whether the handler that a process has for a signal is one that it was made
 * with; false where that is not known. */
bool
handlers_inherited(struct session *session, const struct tracee *tracee,
                   int number);

/* Whether a process may have a handler for SIGCHLD. */
bool
handlers_of_children(struct session *session, const struct tracee *tracee);

#endif
