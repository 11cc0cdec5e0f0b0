#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/exit.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/call.h"
#include "calls/table.h"
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

/* Whether the thread that made a process waits for its end, and for nothing
 * else: then it is about to be reaped, and to look at it would be too late, or
 * nearly so. To fork and to wait is what most programs do. */
static bool
is_awaited(struct session *session, const struct tracee *tracee)
{
    const struct tracee *waiter =
        tracee->waiter == 0 ? NULL
                            : tracee_find(&session->tracees, tracee->waiter);
    const struct call_state *now = waiter == NULL ? NULL : &waiter->current;
    return now != NULL && now->call != NULL && now->call->number == SYS_wait4 &&
           (pid_t)now->arguments[0] == tracee->pid &&
           (int)now->arguments[2] == 0;
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
    enum { PPID = 4 };
    if (proc_read(tracee->tid, "stat", text, sizeof text) <= 0)
        return;
    pid_t above = (pid_t)proc_field(text, PPID);
    *zombie = proc_state(text) == 'Z';
    if (tracee_find(&session->tracees, above) != NULL)
        *parent = above;
}

void
exit_reported(struct session *session, struct tracee *tracee, int wait_status)
{
    bool root = tracee->tid == session->root, zombie = false;
    pid_t parent = 0;
    if (tracee->tid == tracee->pid && !session->killing &&
        !is_awaited(session, tracee))
        look_at_the_dead(session, tracee, &parent, &zombie);
    record_termination(&session->records, tracee->tid, tracee->pid, wait_status,
                       parent, zombie);
    tracee_remove(&session->tracees, tracee);
    if (root)
        root_ended(session, wait_status);
}
