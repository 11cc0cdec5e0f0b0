#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "kill_all.h"

#include <signal.h>
#include <sys/ptrace.h>

#include "dumps.h"
#include "hold.h"
#include "session.h"
#include "tracee_fields.h"

void
kill_all(struct session *session, const char *limit)
{
    bool first = !session->killing;
    session->killing = true;
    if (first && limit != NULL) {
        session->limit = limit;
        record_limit(&session->records, limit);
        dumps_collect(session);
    }
    struct tracee *tracee = NULL;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL) {
        if (first && tracee->pid == tracee->tid)
            record_killed(&session->records, tracee->pid,
                          command_of(&session->scratch, tracee->pid));
        kill(tracee->pid, SIGKILL);
        if (hold_is_held(tracee)) { /* no signal ends a last stop */
            hold_cancel(session, tracee);
            ptrace(PTRACE_CONT, tracee->tid, 0, 0);
        }
    }
}
