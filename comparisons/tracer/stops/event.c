#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/event.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "calls/table.h"
#include "loop.h"
#include "records/names.h"
#include "session.h"
#include "stops/exit.h"
#include "stops/new_thread.h"
#include "stops/system_call.h"

void
event_birth(struct tracer *tracer, struct task *task, int event)
{
    unsigned long tid;
    if (ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &tid) == -1)
        return;
    system_call_inside(tracer, task, "create");
    struct task *child = birth_reported(tracer, task, event, (pid_t)tid);
    /* The call has done its work: save its exit stop. But vfork goes on. */
    if (event != PTRACE_EVENT_VFORK)
        system_call_left(tracer, task, (int64_t)tid);
    if (child != NULL)
        trace_resume(tracer, child, 0);
}

static void
arguments_of(struct tracer *tracer, pid_t tid)
{
    enum { MOST = 1 << 17 };
    static char text[MOST];
    size_t used = 0;
    snprintf(text, sizeof text, "/proc/%d/cmdline", (int)tid);
    int fd = open(text, O_RDONLY | O_CLOEXEC);
    for (ssize_t n; fd != -1 && used < MOST; used += (size_t)n)
        if ((n = read(fd, text + used, MOST - used)) <= 0)
            break;
    if (fd != -1)
        close(fd);
    json_open(&tracer->json, "arguments", '[');
    for (size_t i = 0; i < used;) {
        size_t n = strnlen(text + i, used - i);
        json_text(&tracer->json, NULL, text + i, n);
        i += n + 1;
    }
    json_close(&tracer->json, ']');
}

struct task *
event_exec(struct tracer *tracer, struct task *task)
{
    unsigned long was;
    char text[OBJECT_SIZE];
    pid_t tid = task->tid;
    if (ptrace(PTRACE_GETEVENTMSG, tid, 0, &was) == -1)
        was = (unsigned long)tid;
    /* A thread that was not the leader has taken the leader's place. */
    struct task *former = task_find(&tracer->tasks, (pid_t)was);
    if (former != NULL && former != task) {
        task_remove(&tracer->tasks, task);
        task_rename(&tracer->tasks, former, tid);
        task = former;
    }
    if (tid == tracer->root && !tracer->root_started) {
        tracer->filtered = false; /* no entry was seen: there is no filter */
        birth_of_root(tracer, task);
    }
    task->now.call = task->interrupted.call = NULL;
    task_forget_files(task);

    tracer_begin(tracer, "exec", tid, task->pid);
    if ((pid_t)was != tid)
        json_number(&tracer->json, "was", (int64_t)was);
    snprintf(text, sizeof text, "/proc/%d/exe", (int)tid);
    char path[OBJECT_SIZE];
    ssize_t n = readlink(text, path, sizeof path);
    json_text(&tracer->json, "path", path, n > 0 ? (size_t)n : 0);
    arguments_of(tracer, tid);
    json_end(&tracer->json);
    tracer_begin(tracer, "descriptors", tid, task->pid);
    json_descriptors(&tracer->json, "table", tid, false);
    json_end(&tracer->json);
    return task;
}

void
event_exit(struct tracer *tracer, struct task *task)
{
    unsigned long status;
    system_call_inside(tracer, task, "exit");
    if (ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &status) == 0)
        death_coming(tracer, task, (int)status);
    task->now.call = NULL;
}

/* What the process does with a signal, from the masks in its status. */
static const char *
action_of(pid_t tid, int number)
{
    char line[128];
    uint64_t bit = (uint64_t)1 << (number - 1), ignored = 0, caught = 0;
    snprintf(line, sizeof line, "/proc/%d/status", (int)tid);
    FILE *status = fopen(line, "re");
    if (status == NULL)
        return NULL;
    while (fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "SigIgn:", 7) == 0)
            ignored = strtoull(line + 7, NULL, 16);
        if (strncmp(line, "SigCgt:", 7) == 0)
            caught = strtoull(line + 7, NULL, 16);
    }
    fclose(status);
    return caught & bit ? "handle" : ignored & bit ? "ignore" : "default";
}

void
event_signal(struct tracer *tracer, struct task *task, int number)
{
    siginfo_t info = {0};
    char buffer[16];
    const char *name = signal_name(number, buffer), *action = NULL;
    if (ptrace(PTRACE_GETSIGINFO, task->tid, 0, &info) == -1)
        return; /* killed meanwhile */
    bool sender = info.si_code <= 0 || number == SIGCHLD;
    tracer_begin(tracer, "signal", task->tid, task->pid);
    json_number(&tracer->json, "signal", number);
    json_name(&tracer->json, "name", name ? name : "");
    json_number(&tracer->json, "from", sender ? info.si_pid : 0);
    /* SIGCHLD comes with every child: too often to look it up where a wait
     * has told already. */
    if (number != SIGCHLD || info.si_pid != task->reaped)
        action = action_of(task->tid, number);
    if (action != NULL)
        json_name(&tracer->json, "action", action);
    json_end(&tracer->json);
}
