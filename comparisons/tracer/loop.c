#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "forward_signals.h"
#include "session.h"
#include "stops/event.h"
#include "stops/exit.h"
#include "stops/new_thread.h"
#include "stops/system_call.h"
#include "watchdog.h"

void
loop_resume(struct session *session, struct tracee *tracee, int number)
{
    bool exit_wanted = !session->filtered || tracee->current.call != NULL;
    /* ESRCH: killed meanwhile; its end comes next. */
    ptrace(exit_wanted ? PTRACE_SYSCALL : PTRACE_CONT, tracee->tid, 0,
           (long)number);
}

/* A stop of the whole process, or the end of one, or a first stop. */
static void
group_stop(struct session *session, struct tracee *tracee, int number)
{
    bool stops = number == SIGSTOP || number == SIGTSTP || number == SIGTTIN ||
                 number == SIGTTOU;
    if (stops || tracee->group_stopped) {
        tracer_begin(session, stops ? "stop" : "continue", tracee->tid,
                     tracee->pid);
        json_end(&session->json);
    }
    tracee->group_stopped = stops;
    if (stops)
        ptrace(PTRACE_LISTEN, tracee->tid, 0, 0);
    else
        loop_resume(session, tracee, 0);
    if (tracee->tid == session->root) {
        json_flush(&session->json);
        forward_root_stopped(stops);
    }
}

static void
handle_stop(struct session *session, struct tracee *tracee, int status)
{
    int number = WSTOPSIG(status), event = status >> 16;
    switch (event) {
    case 0:
        if (number != (SIGTRAP | 0x80)) {
            event_signal(session, tracee, number);
            loop_resume(session, tracee, number);
            return;
        }
        system_call_stopped(session, tracee);
        break;
    case PTRACE_EVENT_SECCOMP:
        system_call_stopped(session, tracee);
        break;
    case PTRACE_EVENT_STOP:
        group_stop(session, tracee, number);
        return;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
        event_creation(session, tracee, event);
        break;
    case PTRACE_EVENT_EXEC:
        tracee = event_exec(session, tracee);
        break;
    case PTRACE_EVENT_EXIT:
        event_exit(session, tracee);
        break;
    default:
        break;
    }
    loop_resume(session, tracee, 0);
}

static void
tracee_ended(struct session *session, pid_t tid, int status)
{
    struct tracee *tracee = tracee_find(&session->tracees, tid);
    if (tracee == NULL || (!tracee->created && tracee->tid != session->root)) {
        new_thread_exited(session, tid, status);
        if (tracee != NULL) {
            session->awaiting_creation -= tracee->awaits_creation;
            tracee_remove(&session->tracees, tracee);
        }
        return;
    }
    for (struct tracee *child;
         (child = new_thread_unreported(session, tracee)) != NULL;)
        loop_resume(session, child, 0);
    exit_reported(session, tracee, status);
}

static void
watchdog_ended(struct session *session, int status)
{
    int why = WIFEXITED(status) ? WEXITSTATUS(status) : WATCHDOG_CANCELLED;
    session->watchdog = 0;
    kill_all(session, why == WATCHDOG_DEADLINE ? "deadline" : NULL);
}

static void
status_changed(struct session *session, pid_t tid, int status)
{
    if (tid == session->watchdog) {
        watchdog_ended(session, status);
        return;
    }
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
        tracee_ended(session, tid, status);
        return;
    }
    struct tracee *tracee = tracee_find(&session->tracees, tid);
    if (tracee == NULL)
        tracee = new_thread_stopped(session, tid);
    if (tracee == NULL)
        kill_all(session, "memory");
    else if (session->killing)
        kill(tracee->pid, SIGKILL);
    if (tracee != NULL && (!tracee->awaits_creation || session->killing))
        handle_stop(session, tracee, status);
}

void
loop_run(struct session *session)
{
    const struct tracer_options *options = session->options;
    while (session->tracees.alive > 0) {
        int status;
        pid_t tid = waitpid(-1, &status, __WALL | WNOHANG);
        if (tid == 0) {
            json_flush(&session->json);
            tid = waitpid(-1, &status, __WALL);
        }
        if (tid > 0)
            status_changed(session, tid, status);
        else if (errno != EINTR)
            return; /* ECHILD: nobody is left */
        if (session->killing)
            continue;
        if (session->json.error != 0)
            kill_all(session, NULL);
        else if (session->tracees.alive > options->tracees)
            kill_all(session, "processes");
        else if (session->output < 0 && options->flood)
            kill_all(session, "output");
        else if (forward_end_wanted())
            kill_all(session, "signal");
    }
}
