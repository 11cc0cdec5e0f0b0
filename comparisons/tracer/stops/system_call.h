/* SPDX-License-Identifier: MIT */
/* Entries and exits of system calls.
 *
 * Every stop costs the program some microseconds, so there are as few as can
 * be. With the seccomp filter a call that is not recorded makes none, but for
 * those whose arguments do not tell that yet, and who sets a handler. One that
 * is recorded makes one at its entry, and one at its exit only if it is resumed
 * by PTRACE_SYSCALL: not where its end is known before (a close), or is told by
 * an event (exit), or means nothing (a futex).
 *
 * fork and exit have events of their own, and no seccomp stop beside those:
 * their entry is recorded when the event comes, still within the call, from
 * the registers (system_call_inside). The event says the result of a fork as
 * well, so there is no stop at its exit either (system_call_left).
 *
 * Without the filter every call stops at both ends.
 */
#ifndef STOPS_SYSTEM_CALL_H
#define STOPS_SYSTEM_CALL_H

#include <stdint.h>

#include "records/record.h"

struct session;
struct tracee;

/* A thread is stopped at the entry or at the exit of a call. */
void
system_call_stopped(struct session *session, struct tracee *tracee);

/* A thread is stopped by an event inside a call: unless its entry was seen,
 * record that now. Only for the classes that ptrace reports by events. */
void
system_call_inside(struct session *session, struct tracee *tracee,
                   enum call_class class);

/* The call that a thread is in has this result, whatever comes at its exit. */
void
system_call_left(struct session *session, struct tracee *tracee,
                 int64_t result);

#endif
