#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/exit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "forward_signals.h"
#include "session.h"

static int
code_of(int status)
{
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void
death_coming(struct tracer *tracer, const struct task *task, int status)
{
    tracer_begin(tracer, "exiting", task->tid, task->pid);
    json_number(&tracer->json, "status", status);
    json_end(&tracer->json);
}

void
death_recorded(struct tracer *tracer, struct task *task, int status)
{
    bool root = task->tid == tracer->root;
    tracer_begin(tracer, "death", task->tid, task->pid);
    json_number(&tracer->json, "status", code_of(status));
    json_end(&tracer->json);
    task_remove(&tracer->tasks, task);
    if (!root)
        return;
    forward_root_ended();
    tracer->root_ended = true;
    tracer->root_status = status;
    if (!tracer->killing) { /* else the end is not its own */
        json_begin(&tracer->json, "exit", tracer_now());
        json_number(&tracer->json, "status", code_of(status));
        json_end(&tracer->json);
    }
    if (tracer->keeper_hold != -1)
        close(tracer->keeper_hold);
    tracer->keeper_hold = -1;
}

/* Read a file of a process, without the end of its last word. */
static ssize_t
read_of(pid_t pid, const char *name, char *text, size_t size)
{
    snprintf(text, size, "/proc/%d/%s", (int)pid, name);
    int fd = open(text, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd == -1 ? 0 : read(fd, text, size);
    if (fd != -1)
        close(fd);
    return n > 0 && (text[n - 1] == '\0' || text[n - 1] == '\n') ? n - 1 : n;
}

static void
record_killed(struct tracer *tracer, pid_t pid)
{
    char text[1024];
    ssize_t n = read_of(pid, "cmdline", text, sizeof text);
    if (n <= 0) /* its first thread has ended: that has no memory any more */
        n = read_of(pid, "comm", text, sizeof text);
    for (ssize_t i = 0; i < n; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    json_begin(&tracer->json, "killed", tracer_now());
    json_number(&tracer->json, "pid", pid);
    json_text(&tracer->json, "command", text, n > 0 ? (size_t)n : 0);
    json_end(&tracer->json);
}

void
death_of_all(struct tracer *tracer, const char *limit)
{
    bool first = !tracer->killing;
    tracer->killing = true;
    if (first && limit != NULL) {
        tracer->limit = limit;
        json_begin(&tracer->json, "limit", tracer_now());
        json_name(&tracer->json, "what", limit);
        json_end(&tracer->json);
    }
    struct task *task = NULL;
    while ((task = task_next(&tracer->tasks, task)) != NULL) {
        if (first && task->pid == task->tid)
            record_killed(tracer, task->pid);
        kill(task->pid, SIGKILL);
    }
}
