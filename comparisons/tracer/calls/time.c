#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Sleeps: how long, or until when. */
#include "calls/decode.h"

#include <time.h>

#include "proc/memory.h"
#include "session.h"

static struct number
nanoseconds_at(const struct stopped_call *stopped, uint64_t address)
{
    struct timespec time;
    if (memory_read(stopped->tracee->tid, address, &time, sizeof time) == -1)
        return (struct number){0};
    return number_of((int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
}

void
enter_nanosleep(const struct stopped_call *stopped, struct arguments *given)
{
    given->nanoseconds = nanoseconds_at(stopped, stopped->arguments[0]);
}

void
enter_clock_nanosleep(const struct stopped_call *stopped,
                      struct arguments *given)
{
    given->until = stopped->arguments[1] & TIMER_ABSTIME;
    given->nanoseconds = nanoseconds_at(stopped, stopped->arguments[2]);
}
