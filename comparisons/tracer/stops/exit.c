#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/exit.h"

#include <string.h>
#include <unistd.h>

#include "forward_signals.h"
#include "proc/status.h"
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

/* Who is to reap a process that has ended, and whether it is a zombie until
 * then. If it is gone already, somebody was waiting for it, or wants no status:
 * where SIGCHLD is ignored there are no zombies. Orphans may have become our
 * own; then we have just reaped it. */
static void
look_at_the_dead(struct session *session, const struct tracee *tracee,
                 pid_t *parent, bool *zombie)
{
    char text[PROC_FILE_SIZE];
    if (proc_read(tracee->tid, "status", text, sizeof text) <= 0)
        return;
    pid_t above = (pid_t)proc_number(text, "PPid:", 10);
    *zombie = strstr(text, "State:\tZ") != NULL;
    if (tracee_find(&session->tracees, above) != NULL)
        *parent = above;
}

void
exit_reported(struct session *session, struct tracee *tracee, int wait_status)
{
    bool root = tracee->tid == session->root, zombie = false;
    pid_t parent = 0;
    if (tracee->tid == tracee->pid && !session->killing)
        look_at_the_dead(session, tracee, &parent, &zombie);
    record_termination(&session->records, tracee->tid, tracee->pid, wait_status,
                       parent, zombie);
    tracee_remove(&session->tracees, tracee);
    if (root)
        root_ended(session, wait_status);
}
