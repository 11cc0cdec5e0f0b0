#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "tracee.h"

#include <stdlib.h>
#include <string.h>

static struct task **
bucket(struct tasks *tasks, pid_t tid)
{
    return &tasks->buckets[(unsigned)tid % BUCKETS];
}

struct task *
task_find(struct tasks *tasks, pid_t tid)
{
    struct task *task = *bucket(tasks, tid);
    while (task != NULL && task->tid != tid)
        task = task->next;
    return task;
}

static void
put(struct tasks *tasks, struct task *task)
{
    struct task **head = bucket(tasks, task->tid);
    task->next = *head;
    *head = task;
    tasks->alive++;
}

static void
take(struct tasks *tasks, const struct task *task)
{
    struct task **link = bucket(tasks, task->tid);
    while (*link != task)
        link = &(*link)->next;
    *link = task->next;
    tasks->alive--;
}

struct task *
task_add(struct tasks *tasks, pid_t tid, pid_t pid)
{
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL)
        return NULL;
    task->tid = tid;
    task->pid = pid;
    put(tasks, task);
    return task;
}

void
task_forget_files(struct task *task)
{
    memset(task->files, 0, sizeof task->files);
}

void
task_remove(struct tasks *tasks, struct task *task)
{
    take(tasks, task);
    free(task->replaced);
    free(task);
}

void
task_rename(struct tasks *tasks, struct task *task, pid_t tid)
{
    take(tasks, task);
    task->tid = tid;
    put(tasks, task);
}

struct task *
task_next(struct tasks *tasks, const struct task *task)
{
    if (task != NULL && task->next != NULL)
        return task->next;
    unsigned i = task == NULL ? 0 : (unsigned)task->tid % BUCKETS + 1;
    while (i < BUCKETS && tasks->buckets[i] == NULL)
        i++;
    return i < BUCKETS ? tasks->buckets[i] : NULL;
}

void
task_clear(struct tasks *tasks)
{
    for (struct task *task; (task = task_next(tasks, NULL)) != NULL;)
        task_remove(tasks, task);
}
