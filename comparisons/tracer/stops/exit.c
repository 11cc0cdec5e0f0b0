#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/exit.h"

#include <unistd.h>

#include "forward_signals.h"
#include "session.h"

static void
root_ended(struct session *session, int wait_status)
{
    forward_root_ended();
    session->root_ended = true;
    session->root_status = wait_status;
    if (!session->killing) /* else the end is not its own */
        record_exit(&session->records, wait_status);
    if (session->root_pipe != -1)
        close(session->root_pipe);
    session->root_pipe = -1;
}

void
exit_reported(struct session *session, struct tracee *tracee, int wait_status)
{
    bool root = tracee->tid == session->root;
    record_termination(&session->records, tracee->tid, tracee->pid,
                       wait_status);
    tracee_remove(&session->tracees, tracee);
    if (root)
        root_ended(session, wait_status);
}
