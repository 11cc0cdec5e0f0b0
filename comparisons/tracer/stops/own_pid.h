/* SPDX-License-Identifier: MIT */
/* Who asks for its own PID where that tells who has polled for a child. */
#ifndef STOPS_OWN_PID_H
#define STOPS_OWN_PID_H

#include <stdbool.h>
#include <stdint.h>

struct call_state;
struct session;
struct tracee;

/* Whether a call that has returned was a poll for one child, which it has
 * reaped.
 *
 * start() of Python's multiprocessing polls all its workers like that, and goes
 * on alike whatever it is told. A program that asks is_alive() polls as well,
 * and may go on otherwise; but then start() asks for its own PID behind it. So
 * from here on the thread stops at each call, and getpid() is recorded too,
 * until it has made a call that matters. Hardly anybody polls: nobody else pays
 * for this. */
bool
own_pid_matters(const struct call_state *done, int64_t result);

/* A thread enters a call: record it, if it has polled, and asks for its PID. */
void
own_pid_asked(struct session *session, const struct tracee *tracee,
              uint64_t number);

#endif
