#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/own_pid.h"

#include <sys/syscall.h>
#include <sys/wait.h>

#include "session.h"
#include "tracee.h"

bool
own_pid_matters(const struct call_state *done, int64_t result)
{
    return done->number == SYS_wait4 && (pid_t)done->arguments[0] > 0 &&
           (done->arguments[2] & WNOHANG) != 0 && result > 0;
}

void
own_pid_asked(struct session *session, const struct tracee *tracee,
              uint64_t number)
{
    const struct arguments given = {.class = CLASS_LOOKUP};
    const struct results found = {0};
    if (!tracee->polled || number != SYS_getpid)
        return;
    record_enter(&session->records, tracee->tid, tracee->pid, "getpid", &given);
    record_leave(&session->records, tracee->tid, tracee->pid, "getpid",
                 tracee->pid, &found);
}
