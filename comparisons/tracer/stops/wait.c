#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/wait.h"

#include "calls/call.h"
#include "records/monotonic.h"
#include "session.h"

/* ns: nobody sees a shorter wait. */
static const uint64_t SHORT_WAIT = 1000000;

void
wait_over(struct session *session, struct tracee *tracee)
{
    const struct call *call = tracee->current.call;
    uint64_t since = tracee->waits_since;
    if (call == NULL || since == 0)
        return;
    if (monotonic_now() - since >= SHORT_WAIT)
        record_waited(&session->records, tracee->tid, tracee->pid, call->name,
                      since);
    tracee->waits_since = 0;
    tracee->current.call = NULL;
}
