#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Sleeps: how long, or until when. */
#include "calls/decode.h"

#include <time.h>

#include "proc/memory.h"
#include "session.h"

static void
sleeps(struct session *session, struct tracee *tracee, uint64_t address)
{
    struct timespec time;
    if (memory_read(tracee->tid, address, &time, sizeof time) == 0)
        json_number(&session->json, "nanoseconds",
                    (int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
}

void
enter_nanosleep(struct session *session, struct tracee *tracee)
{
    sleeps(session, tracee, tracee->current.arguments[0]);
}

void
enter_clock_nanosleep(struct session *session, struct tracee *tracee)
{
    if (tracee->current.arguments[1] & TIMER_ABSTIME)
        json_bool(&session->json, "until", true);
    sleeps(session, tracee, tracee->current.arguments[2]);
}
