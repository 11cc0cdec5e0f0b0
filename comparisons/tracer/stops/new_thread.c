#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/new_thread.h"

#include <linux/sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>

#include "calls/table.h"
#include "session.h"
#include "stops/exit.h"

static void
record(struct tracer *tracer, struct task *task, pid_t by, const char *how)
{
    tracer_begin(tracer, "birth", task->tid, task->pid);
    if (by == 0)
        json_null(&tracer->json, "by");
    else
        json_number(&tracer->json, "by", by);
    json_name(&tracer->json, "how", how);
    json_end(&tracer->json);
    task->born = true;
}

/* The thread group and the parent of a thread, from /proc/TID/status. */
static void
look_up(pid_t tid, pid_t *pid, pid_t *parent)
{
    char line[128];
    snprintf(line, sizeof line, "/proc/%d/status", (int)tid);
    FILE *status = fopen(line, "re");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "Tgid:", 5) == 0)
            *pid = atoi(line + 5);
        if (strncmp(line, "PPid:", 5) == 0)
            *parent = atoi(line + 5);
    }
    if (status != NULL)
        fclose(status);
}

void
birth_of_root(struct tracer *tracer, struct task *root)
{
    char object[OBJECT_SIZE];
    tracer->root_started = true;
    json_begin(&tracer->json, "start", tracer_now());
    json_number(&tracer->json, "pid", root->pid);
    json_end(&tracer->json);
    record(tracer, root, 0, "start");
    tracer_begin(tracer, "descriptors", root->tid, root->pid);
    json_descriptors(&tracer->json, "table", root->tid, true);
    json_end(&tracer->json);
    for (int i = 1; i < STREAMS; i++)
        if (descriptor_object(root->tid, i, object) > 0)
            tracer->streams[i] = strdup(object);
}

struct task *
birth_reported(struct tracer *tracer, struct task *creator, int event,
               pid_t tid)
{
    struct task *task = task_find(&tracer->tasks, tid);
    bool waited = task != NULL && task->waits;
    bool thread = creator->flags & CLONE_THREAD;
    pid_t pid = thread ? creator->pid : tid, parent;

    bool shares = creator->flags & CLONE_FILES;
    if (creator->now.call == NULL) { /* by a call that is not recorded */
        look_up(tid, &pid, &parent);
        thread = pid != tid;
        shares = true;
    }
    creator->shares |= shares;
    if (task == NULL)
        task = task_add(&tracer->tasks, tid, pid);
    if (task == NULL)
        return NULL;
    task->pid = pid;
    task->shares = shares;
    record(tracer, task, creator->tid,
           thread                        ? "thread"
           : event == PTRACE_EVENT_VFORK ? "vfork"
           : event == PTRACE_EVENT_FORK  ? "fork"
                                         : "clone");
    for (size_t i = 0; i < sizeof tracer->ghosts / sizeof *tracer->ghosts; i++)
        if (tracer->ghosts[i].tid == tid) {
            tracer->ghosts[i].tid = 0;
            death_recorded(tracer, task, tracer->ghosts[i].status);
            return NULL;
        }
    if (waited) {
        task->waits = false;
        tracer->waiting--;
    }
    return waited ? task : NULL;
}

struct task *
birth_awaited(struct tracer *tracer, pid_t tid)
{
    struct task *task = task_add(&tracer->tasks, tid, tid);
    if (task == NULL)
        return NULL;
    look_up(tid, &task->pid, &task->parent);
    if (task->pid != tid)
        task->parent = task->pid; /* some thread of its own process */
    task->waits = true;
    tracer->waiting++;
    return task;
}

void
birth_missed(struct tracer *tracer, pid_t tid, int status)
{
    size_t n = sizeof tracer->ghosts / sizeof *tracer->ghosts;
    tracer->ghosts[tracer->ghosts_next++ % n] = (struct ghost){tid, status};
}

struct task *
birth_orphaned(struct tracer *tracer, const struct task *dead)
{
    if (tracer->waiting == 0)
        return NULL;
    struct task *task = NULL;
    while ((task = task_next(&tracer->tasks, task)) != NULL) {
        if (!task->waits || task->parent != dead->pid)
            continue;
        record(tracer, task, dead->tid,
               task->pid == task->tid ? "clone" : "thread");
        task->shares = true; /* perhaps */
        task->waits = false;
        tracer->waiting--;
        return task;
    }
    return NULL;
}
