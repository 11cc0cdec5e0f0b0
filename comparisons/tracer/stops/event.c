#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/event.h"

#include <signal.h>
#include <sys/ptrace.h>

#include "epoll_sets.h"
#include "handlers.h"
#include "hold.h"
#include "proc/status.h"
#include "session.h"
#include "stops/new_thread.h"
#include "stops/system_call.h"
#include "stops/wait.h"
#include "tracee_fields.h"

struct tracee *
event_creation(struct session *session, struct tracee *tracee, int event)
{
    unsigned long tid;
    if (ptrace(PTRACE_GETEVENTMSG, tracee->tid, 0, &tid) == -1)
        return NULL;
    system_call_inside(session, tracee, CLASS_CREATE);
    struct tracee *child =
        new_thread_created(session, tracee, event, (pid_t)tid);
    /* The call has done its work: save its exit stop. But vfork goes on. */
    if (event != PTRACE_EVENT_VFORK)
        system_call_left(session, tracee, (int64_t)tid);
    return child;
}

struct tracee *
event_exec(struct session *session, struct tracee *tracee)
{
    struct scratch *scratch = &session->scratch;
    unsigned long former;
    pid_t tid = tracee->tid;
    if (ptrace(PTRACE_GETEVENTMSG, tid, 0, &former) == -1)
        former = (unsigned long)tid;
    /* A thread that was not the leader has taken the leader's place, and its
     * id. Of the leader's end we hear nothing. */
    struct tracee *caller = tracee_find(&session->tracees, (pid_t)former);
    if (caller != NULL && caller != tracee) {
        hold_cancel(session, tracee);
        tracee_remove(&session->tracees, tracee);
        tracee_rename(&session->tracees, caller, tid);
        tracee = caller;
    }
    if (tid == session->root && !session->root_started) {
        session->filtered = false; /* no entry was seen: there is no filter */
        new_thread_root(session, tracee);
    }
    tracee->current.call = tracee->interrupted.call = NULL;
    handlers_executed(tracee);
    epoll_sets_executed(tracee);
    changed_only(&session->changed, &tracee->seen);
    struct text program = program_of(scratch, tid);
    struct text arguments = arguments_of(scratch, tid);
    record_exec(&session->records, tid, tracee->pid, (pid_t)former, program,
                arguments, script_of(scratch, tid, program, arguments),
                session->options->lookups ? &tracee->seen : NULL);
    const struct descriptor *inherited = descriptors_of(scratch, tid, false);
    tracee_has_executed(tracee, inherited);
    record_descriptors(&session->records, tid, tracee->pid, inherited, false);
    return tracee;
}

void
event_exit(struct session *session, struct tracee *tracee)
{
    unsigned long status;
    wait_over(session, tracee);
    system_call_inside(session, tracee, CLASS_EXIT);
    if (ptrace(PTRACE_GETEVENTMSG, tracee->tid, 0, &status) == 0)
        record_exiting(&session->records, tracee->tid, tracee->pid,
                       (int)status);
    tracee->current.call = NULL;
    hold_exiting(session, tracee);
}

/* What the process does with a signal, from the masks in its status. */
static const char *
action_of(pid_t tid, int number)
{
    char text[PROC_FILE_SIZE];
    uint64_t bit = (uint64_t)1 << (number - 1);
    if (proc_read(tid, "status", text, sizeof text) <= 0)
        return NULL;
    return proc_number(text, "SigCgt:", 16) & bit   ? "handle"
           : proc_number(text, "SigIgn:", 16) & bit ? "ignore"
                                                    : "default";
}

void
event_signal(struct session *session, struct tracee *tracee, int number)
{
    siginfo_t info = {0};
    const char *action = NULL;
    if (ptrace(PTRACE_GETSIGINFO, tracee->tid, 0, &info) == -1)
        return; /* killed meanwhile */
    /* SIGCHLD comes with every child: too often to look it up where a wait
     * has told already, and no handler may run. */
    if (number != SIGCHLD || info.si_pid != tracee->last_reaped ||
        handlers_of_children(session, tracee))
        action = action_of(tracee->tid, number);
    record_signal(&session->records, tracee->tid, tracee->pid, number,
                  signal_code_name(number, info.si_code),
                  signal_names_sender(number, info.si_code) ? info.si_pid : 0,
                  action, handlers_inherited(session, tracee, number));
}
