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
trace_resume(struct tracer *tracer, struct task *task, int number)
{
    bool exit_wanted = !tracer->filtered || task->now.call != NULL;
    /* ESRCH: killed meanwhile; its death comes next. */
    ptrace(exit_wanted ? PTRACE_SYSCALL : PTRACE_CONT, task->tid, 0,
           (long)number);
}

/* A stop of the whole process, or the end of one, or a first stop. */
static void
group_stop(struct tracer *tracer, struct task *task, int number)
{
    bool stops = number == SIGSTOP || number == SIGTSTP || number == SIGTTIN ||
                 number == SIGTTOU;
    if (stops || task->listening) {
        tracer_begin(tracer, stops ? "stop" : "continue", task->tid, task->pid);
        json_end(&tracer->json);
    }
    task->listening = stops;
    if (stops)
        ptrace(PTRACE_LISTEN, task->tid, 0, 0);
    else
        trace_resume(tracer, task, 0);
    if (task->tid == tracer->root) {
        json_flush(&tracer->json);
        forward_stopped(stops);
    }
}

static void
stopped(struct tracer *tracer, struct task *task, int status)
{
    int number = WSTOPSIG(status), event = status >> 16;
    switch (event) {
    case 0:
        if (number != (SIGTRAP | 0x80)) {
            event_signal(tracer, task, number);
            trace_resume(tracer, task, number);
            return;
        }
        system_call_stopped(tracer, task);
        break;
    case PTRACE_EVENT_SECCOMP:
        system_call_stopped(tracer, task);
        break;
    case PTRACE_EVENT_STOP:
        group_stop(tracer, task, number);
        return;
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
        event_birth(tracer, task, event);
        break;
    case PTRACE_EVENT_EXEC:
        task = event_exec(tracer, task);
        break;
    case PTRACE_EVENT_EXIT:
        event_exit(tracer, task);
        break;
    default:
        break;
    }
    trace_resume(tracer, task, 0);
}

static void
died(struct tracer *tracer, pid_t tid, int status)
{
    struct task *task = task_find(&tracer->tasks, tid);
    if (task == NULL || (!task->born && task->tid != tracer->root)) {
        birth_missed(tracer, tid, status);
        if (task != NULL) {
            tracer->waiting -= task->waits;
            task_remove(&tracer->tasks, task);
        }
        return;
    }
    for (struct task *child; (child = birth_orphaned(tracer, task)) != NULL;)
        trace_resume(tracer, child, 0);
    death_recorded(tracer, task, status);
}

static void
kept(struct tracer *tracer, int status)
{
    int why = WIFEXITED(status) ? WEXITSTATUS(status) : KEEPER_LEASH;
    tracer->keeper = 0;
    death_of_all(tracer, why == KEEPER_DEADLINE ? "deadline" : NULL);
}

static void
happened(struct tracer *tracer, pid_t tid, int status)
{
    if (tid == tracer->keeper) {
        kept(tracer, status);
        return;
    }
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
        died(tracer, tid, status);
        return;
    }
    struct task *task = task_find(&tracer->tasks, tid);
    if (task == NULL)
        task = birth_awaited(tracer, tid);
    if (task == NULL)
        death_of_all(tracer, "memory");
    else if (tracer->killing)
        kill(task->pid, SIGKILL);
    if (task != NULL && (!task->waits || tracer->killing))
        stopped(tracer, task, status);
}

void
trace(struct tracer *tracer)
{
    const struct recorder_options *options = tracer->options;
    while (tracer->tasks.alive > 0) {
        int status;
        pid_t tid = waitpid(-1, &status, __WALL | WNOHANG);
        if (tid == 0) {
            json_flush(&tracer->json);
            tid = waitpid(-1, &status, __WALL);
        }
        if (tid > 0)
            happened(tracer, tid, status);
        else if (errno != EINTR)
            return; /* ECHILD: nobody is left */
        if (tracer->killing)
            continue;
        if (tracer->json.error != 0)
            death_of_all(tracer, NULL);
        else if (tracer->tasks.alive > options->tasks)
            death_of_all(tracer, "processes");
        else if (tracer->output < 0 && options->flood)
            death_of_all(tracer, "output");
        else if (forward_end_wanted())
            death_of_all(tracer, "signal");
    }
}
