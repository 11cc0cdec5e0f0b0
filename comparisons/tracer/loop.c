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
#include "hold.h"
#include "kill_all.h"
#include "one_cpu.h"
#include "quiet_moment.h"
#include "session.h"
#include "stops/event.h"
#include "stops/exit.h"
#include "stops/new_thread.h"
#include "stops/system_call.h"
#include "stops/untraced.h"
#include "watchdog.h"

/* waitpid() says of a tracee that it has ended or that it has stopped, and of a
 * stop why, by a signal number and an event beside it (ptrace(2), "Stopped
 * states"):
 *
 *     event                       signal         is
 *     0                           SIGTRAP|0x80   entry or exit of a call
 *     0                           another        delivery of that signal
 *     PTRACE_EVENT_SECCOMP        SIGTRAP        entry of a recorded call
 *     PTRACE_EVENT_STOP           SIGSTOP, ...   a group-stop
 *     PTRACE_EVENT_STOP           SIGTRAP        a first stop, or SIGCONT
 *     PTRACE_EVENT_CLONE, ...     SIGTRAP        it has created a thread
 *     PTRACE_EVENT_EXEC           SIGTRAP        it has executed a program
 *     PTRACE_EVENT_EXIT           SIGTRAP        it is about to end
 *
 * A tracee stays stopped while it is looked at. So what is recorded of an entry
 * is so before the call has any effect, and what is recorded of an exit after
 * all of it: the order of the records is an order in which it can have
 * happened.
 */

/* How a stopped tracee goes on. What handles a stop decides it, and only
 * resume() does it. */
struct decision {
    struct tracee *tracee; /* who: an exec may change it */
    int signal;            /* that is delivered; 0: none */
    bool listen;           /* it stays in its group-stop until SIGCONT */
};

/* The one place where a tracee goes on. A schedule that is forced has been
 * asked before (hold.h); but not while the session is killing, for who is
 * killed stops once more (PTRACE_EVENT_EXIT), and ends only if resumed from
 * that. */
static void
resume(struct session *session, const struct decision *decision)
{
    struct tracee *tracee = decision->tracee;
    pid_t tid = tracee->tid;
    bool exit_wanted =
        !session->filtered || tracee->current.call != NULL || tracee->polled;
    cpu_set_t former;
    /* ESRCH: killed meanwhile; its end comes next. */
    if (decision->listen) {
        ptrace(PTRACE_LISTEN, tid, 0, 0);
        return;
    }
    bool narrowed = one_cpu_narrow(session, tracee, &former);
    session->awaited = narrowed;
    ptrace(exit_wanted ? PTRACE_SYSCALL : PTRACE_CONT, tid, 0,
           (long)decision->signal);
    if (narrowed)
        one_cpu_widen(tid, &former);
}

/* A stop of the whole process by a signal, or the end of one, or the first stop
 * of a new thread, which is no news. Returns whether it is the first. */
static bool
group_stop(struct session *session, struct tracee *tracee, int number)
{
    bool stops = number == SIGSTOP || number == SIGTSTP || number == SIGTTIN ||
                 number == SIGTTOU;
    if (stops)
        record_stop(&session->records, tracee->tid, tracee->pid, number);
    else if (tracee->group_stopped)
        record_continue(&session->records, tracee->tid, tracee->pid);
    tracee->group_stopped = stops;
    return stops;
}

/* A new thread that was kept stopped for its creation event goes on. */
static void
resume_new(struct session *session, struct tracee *tracee)
{
    if (tracee != NULL &&
        (session->holds == NULL || !hold_after(session, tracee, 0)))
        resume(session, &(struct decision){.tracee = tracee});
}

/* Have a stop recorded. Returns how the tracee goes on. */
static struct decision
handle_stop(struct session *session, struct tracee *tracee, int status)
{
    struct decision decision = {.tracee = tracee};
    int number = WSTOPSIG(status), event = status >> 16;
    switch (event) {
    case 0:
        if (number == (SIGTRAP | 0x80)) { /* PTRACE_O_TRACESYSGOOD */
            system_call_stopped(session, tracee);
        } else {
            event_signal(session, tracee, number);
            decision.signal = number;
        }
        break;
    case PTRACE_EVENT_SECCOMP:
        system_call_stopped(session, tracee);
        break;
    case PTRACE_EVENT_STOP:
        untraced_show(tracee);
        decision.listen = group_stop(session, tracee, number);
        break;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
        resume_new(session, event_creation(session, tracee, event));
        break;
    case PTRACE_EVENT_EXEC:
        decision.tracee = event_exec(session, tracee);
        break;
    case PTRACE_EVENT_EXIT:
        event_exit(session, tracee);
        break;
    default:
        break;
    }
    return decision;
}

static void
tracee_stopped(struct session *session, struct tracee *tracee, int status)
{
    if (session->holds != NULL && hold_before(session, tracee, status))
        return;
    struct decision decision = handle_stop(session, tracee, status);
    if (session->holds != NULL && hold_after(session, decision.tracee, status))
        return;
    resume(session, &decision);
    if (status >> 16 == PTRACE_EVENT_STOP && tracee->tid == session->root) {
        records_flush(&session->records); /* we may be stopped next */
        forward_root_stopped(decision.listen);
    }
}

/* One that was held goes on. */
static void
go_on(struct session *session, struct tracee *tracee)
{
    scratch_reset(&session->scratch);
    if (tracee->hold->unhandled) {
        tracee->hold->let_go = true;
        tracee_stopped(session, tracee, tracee->hold->wait_status);
    } else {
        resume(session, &(struct decision){.tracee = tracee});
    }
}

static void
tracee_ended(struct session *session, pid_t tid, int status)
{
    struct tracee *tracee = tracee_find(&session->tracees, tid);
    if (tracee != NULL)
        hold_cancel(session, tracee);
    /* The root has no creation event: its creator is not traced. */
    if (tracee == NULL || (!tracee->created && tid != session->root)) {
        new_thread_exited(session, tid, status);
        return;
    }
    for (struct tracee *child;
         (child = new_thread_unreported(session, tracee)) != NULL;)
        resume_new(session, child);
    exit_reported(session, tracee, status);
}

/* The limit that an end of the watchdog stands for; NULL: none. */
static const char *
limit_of(int why)
{
    switch (why) {
    case WATCHDOG_DEADLINE:
        return "deadline";
    case WATCHDOG_STANDSTILL:
        return "standstill";
    case WATCHDOG_INTERRUPT:
        return "interrupt";
    default:
        return NULL;
    }
}

static void
watchdog_ended(struct session *session, int status)
{
    int why = WIFEXITED(status) ? WEXITSTATUS(status) : WATCHDOG_CANCELLED;
    session->watchdog = 0;
    kill_all(session, limit_of(why));
}

static void
status_changed(struct session *session, pid_t tid, int status)
{
    scratch_reset(&session->scratch);
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
    else
        hold_cancel(session, tracee);
    if (tracee != NULL)
        one_cpu_stopped(session, tracee);
    if (tracee == NULL)
        kill_all(session, "memory");
    else if (session->killing)
        kill(tracee->pid, SIGKILL);
    if (tracee != NULL && (!tracee->awaits_creation || session->killing))
        tracee_stopped(session, tracee, status);
}

bool
loop_must_end(const struct session *session)
{
    int error = records_error(&session->records);
    return error == EPIPE || (error != 0 && session->options->whole);
}

/* End the run if a limit is reached, or nobody wants the records any more. */
static void
check_limits(struct session *session)
{
    const struct tracer_options *options = session->options;
    if (session->killing)
        return;
    if (loop_must_end(session))
        kill_all(session, NULL);
    else if (session->scratch.failed)
        kill_all(session, "memory");
    else if (session->tracees.alive > options->tracees)
        kill_all(session, "processes");
    else if (session->output < 0 && options->flood)
        kill_all(session, "output");
    else if (forward_end_wanted())
        kill_all(session, "signal");
}

/* Let those go on whose event has come. */
static void
release_due(struct session *session)
{
    for (struct tracee *tracee; (tracee = hold_next_due(session)) != NULL;)
        go_on(session, tracee);
}

/* Block SIGCHLD, which then ends a wait for it at once, where somebody may be
 * held; and set back. */
static void
block_child_signal(const struct session *session, sigset_t *former)
{
    sigset_t child;
    sigemptyset(&child);
    if (session->holds != NULL)
        sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, former);
}

static void
run(struct session *session, struct tracee *root)
{
    resume(session, &(struct decision){.tracee = root});
    while (session->tracees.alive > 0) {
        int status;
        pid_t tid = 0;
        if (!session->awaited) /* else it runs here, when we sleep */
            tid = waitpid(-1, &status, __WALL | WNOHANG);
        session->awaited = false;
        if (tid == 0) { /* nothing to do: a good moment to write */
            records_flush(&session->records);
            if (holds_any(session)) {
                struct tracee *tracee = quiet_moment(session);
                if (tracee != NULL)
                    go_on(session, tracee);
                release_due(session);
                check_limits(session);
                continue;
            }
            tid = waitpid(-1, &status, __WALL);
        }
        if (tid > 0)
            status_changed(session, tid, status);
        else if (errno != EINTR)
            return; /* ECHILD: nobody is left */
        release_due(session);
        check_limits(session);
    }
}

void
loop_run(struct session *session, struct tracee *root)
{
    sigset_t former;
    block_child_signal(session, &former);
    run(session, root);
    sigprocmask(SIG_SETMASK, &former, NULL);
}
