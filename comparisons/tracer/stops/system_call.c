#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/system_call.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/table.h"
#include "proc/registers.h"
#include "records/names.h"
#include "session.h"
#include "stops/new_thread.h"
#include "stops/note.h"

enum { ERESTART_RESTARTBLOCK = 516 };

static void
begin(struct tracer *tracer, const char *event, const struct task *task)
{
    tracer_begin(tracer, event, task->tid, task->pid);
    json_name(&tracer->json, "call", task->now.call->name);
    json_name(&tracer->json, "class", task->now.class);
}

static const char *
class_of(const struct call *call, const uint64_t arguments[6])
{
    if (call->number == SYS_fcntl && arguments[1] != F_SETFD &&
        arguments[1] != F_DUPFD && arguments[1] != F_DUPFD_CLOEXEC)
        return "lock";
    return call->class;
}

/* Where a file is remembered that a descriptor stands for, until it is closed
 * (that stops, however it is done); NULL where another thread may close it, or
 * the descriptor is too high. An import reads a file twice and closes it. */
static struct inode *
remembered(struct task *task, int fd)
{
    return task->shares || fd < 0 || fd >= FILES ? NULL : &task->files[fd];
}

/* Find out what the first argument is; false if nothing flows through it:
 * a file that no recorded process has written. */
static bool
look_at_descriptor(struct tracer *tracer, struct task *task)
{
    const struct activity *now = &task->now;
    struct inode inode;
    int fd = (int)now->arguments[0];
    struct inode *file = remembered(task, fd);
    if (file != NULL && file->number != 0) {
        inode = *file;
        if (now->call->number == SYS_close)
            file->number = 0;
        if (now->call->idle && !written_has(tracer, inode))
            return false;
    }
    tracer->object_length = descriptor_object(task->tid, fd, tracer->object);
    if (descriptor_is_file(task->tid, fd, tracer->object, &inode)) {
        if (strcmp(now->class, "write") == 0)
            written_add(tracer, inode);
        else if (now->call->idle && !written_has(tracer, inode)) {
            if (file != NULL && now->call->number != SYS_close)
                *file = inode;
            return false;
        }
    }
    task->stream = 0;
    if (strcmp(now->class, "write") == 0)
        for (int i = 1; i < STREAMS; i++)
            if (tracer->streams[i] &&
                strcmp(tracer->object, tracer->streams[i]) == 0 &&
                (task->stream == 0 || fd == i))
                task->stream = i;
    return true;
}

/* Whether the call is a close that cannot fail: the descriptor is there, no
 * other thread can take it away, and what is behind it has nothing to flush.
 * That saves its exit stop, and closes are the most frequent calls. */
static bool
surely_closes(const struct tracer *tracer, const struct task *task)
{
    return task->now.call->number == SYS_close && !task->shares &&
           tracer->object_length > 0 && tracer->object[0] != '/';
}

static void
entered(struct tracer *tracer, struct task *task, uint64_t number,
        const uint64_t arguments[6])
{
    const struct call *call = call_find(number);
    struct activity *now = &task->now;
    bool again = call != NULL && call->number == SYS_restart_syscall;

    now->call = NULL;
    if (task->tid == tracer->root && !tracer->root_started) {
        if (call == NULL || call->number != SYS_execve)
            return; /* still our own code */
        birth_of_root(tracer, task);
    }
    if (call == NULL || !call_matters(call, arguments) ||
        note_taken(tracer, task, call, arguments))
        return;
    now->call = call;
    now->class = class_of(call, arguments);
    memcpy(now->arguments, arguments, sizeof now->arguments);
    if (again && task->interrupted.call != NULL) {
        now->class = task->interrupted.class;
        memcpy(now->arguments, task->interrupted.arguments,
               sizeof now->arguments);
    }
    if (call->descriptor && !look_at_descriptor(tracer, task)) {
        now->call = NULL;
        return;
    }
    task->flags = 0;
    task->received = false;

    begin(tracer, "enter", task);
    if (call->descriptor) {
        json_number(&tracer->json, "fd", (int)arguments[0]);
        json_object(&tracer->json, "object", tracer->object,
                    tracer->object_length);
    }
    if (call->enter != NULL)
        call->enter(tracer, task);
    json_end(&tracer->json);
    if (call->enter_only)
        now->call = NULL;
    else if (surely_closes(tracer, task))
        system_call_left(tracer, task, 0);
}

void
system_call_inside(struct tracer *tracer, struct task *task, const char *class)
{
    uint64_t number, arguments[6];
    if (!tracer->filtered)
        return; /* its entry has stopped */
    if (!registers_call(task->tid, &number, arguments))
        return;
    const struct call *call = call_find(number);
    if (call != NULL && call->event && strcmp(call->class, class) == 0)
        entered(tracer, task, number, arguments);
}

void
system_call_left(struct tracer *tracer, struct task *task, int64_t result)
{
    struct activity *now = &task->now;
    const struct call *call = now->call;
    if (call == NULL)
        return;
    if (call->number == SYS_restart_syscall && task->interrupted.call)
        call = task->interrupted.call;

    begin(tracer, "leave", task);
    json_number(&tracer->json, "result", result < 0 ? -1 : result);
    const char *name = result < 0 ? error_name((long)-result) : NULL;
    if (result < 0)
        json_name(&tracer->json, "error", name ? name : "unknown");
    else
        json_null(&tracer->json, "error");
    if (call->leave != NULL)
        call->leave(tracer, task, result);
    json_end(&tracer->json);

    if (task->received) {
        tracer_begin(tracer, "descriptors", task->tid, task->pid);
        json_descriptors(&tracer->json, "table", task->tid, true);
        json_end(&tracer->json);
    }
    free(task->replaced);
    task->replaced = NULL;
    task->interrupted.call = NULL;
    if (result == -ERESTART_RESTARTBLOCK) {
        task->interrupted = *now;
        task->interrupted.call = call;
    }
    now->call = NULL;
}

void
system_call_stopped(struct tracer *tracer, struct task *task)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, sizeof info, &info) == -1)
        return; /* killed meanwhile: its death comes next */
    if (tracer->arch == 0)
        tracer->arch = info.arch; /* the root before its exec: our own */
    if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
        int64_t result = info.exit.rval;
        if (!info.exit.is_error && result < 0)
            result = INT64_MAX; /* an address: no call of ours returns one */
        system_call_left(tracer, task, result);
        return;
    }
    uint64_t arguments[6];
    bool seccomp = info.op == PTRACE_SYSCALL_INFO_SECCOMP;
    for (int i = 0; i < 6; i++)
        arguments[i] = seccomp ? info.seccomp.args[i] : info.entry.args[i];
    if (info.arch == tracer->arch && info.op != PTRACE_SYSCALL_INFO_NONE)
        entered(tracer, task, seccomp ? info.seccomp.nr : info.entry.nr,
                arguments);
}
