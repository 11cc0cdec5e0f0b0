/* SPDX-License-Identifier: MIT */
/* Which signals a process has handlers for when it makes another one.
 *
 * /proc tells, but that takes longer than all else that is done about a fork.
 * So it is remembered: an exec leaves no handler, a child begins with those of
 * its creator, and whoever sets one stops at that (rt_sigaction), as whoever
 * gets a signal does, by which a handler may be gone (SA_RESETHAND). Then /proc
 * is asked once more, at the next fork:
 *
 *     execve         none
 *     fork           none, and none in the child
 *     rt_sigaction   unknown: it is not done yet
 *     fork           /proc is read: SIGUSR1, also in the child
 *     fork           SIGUSR1
 *     SIGUSR1        unknown
 *     fork           /proc is read: SIGUSR1, which has stayed, so it will
 *     SIGUSR1        the same
 *     fork           SIGUSR1
 *
 * Where several threads share the handlers, one may set one while another
 * forks: /proc is asked each time.
 */
#ifndef HANDLERS_H
#define HANDLERS_H

#include <stdint.h>

#include "records/field.h"

struct call;
struct session;
struct tracee;

/* A call is entered that may set a handler, or one of which is not known what
 * it does. */
void
handlers_entered(struct tracee *tracee, const struct call *call,
                 const uint64_t arguments[6]);

/* A signal is about to be delivered. */
void
handlers_delivered(struct tracee *tracee, int number);

/* A thread has executed a program. */
void
handlers_executed(struct tracee *tracee);

/* The signals that a new process has handlers for, without the real-time ones,
 * each as a bit; unknown if it has ended. What its creator has is remembered of
 * both; `creator` is stopped in the call that made it. */
struct number
handlers_inherited(struct session *session, struct tracee *creator,
                   struct tracee *tracee);

/* The same of one whose creator has ended: it has not run yet. */
struct number
handlers_found(const struct tracee *tracee);

#endif
