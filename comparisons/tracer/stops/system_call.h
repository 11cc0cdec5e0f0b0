/* SPDX-License-Identifier: MIT */
/* Entries and exits of system calls. */
#ifndef STOPS_SYSTEM_CALL_H
#define STOPS_SYSTEM_CALL_H

#include <stdint.h>

struct tracee;
struct session;

/* A thread is stopped at the entry or at the exit of a call. */
void
system_call_stopped(struct session *session, struct tracee *tracee);

/* A thread is stopped by an event inside a call: unless its entry was seen,
 * record that now. Only for the classes that ptrace reports by events. */
void
system_call_inside(struct session *session, struct tracee *tracee,
                   const char *class);

/* The call that a thread is in has this result, whatever comes at its exit. */
void
system_call_left(struct session *session, struct tracee *tracee,
                 int64_t result);

#endif
