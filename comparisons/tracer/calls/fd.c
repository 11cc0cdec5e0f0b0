#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Calls that make, copy and close descriptors. */
#include "calls/decode.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/table.h"
#include "proc/memory.h"
#include "records/names.h"
#include "session.h"

/* Whether the descriptors that a call makes are closed on exec. */
static bool
cloexec(const struct activity *now)
{
    switch (now->call->number) {
    case SYS_pipe2:
        return now->arguments[1] & O_CLOEXEC;
    case SYS_dup3:
    case SYS_openat:
        return now->arguments[2] & O_CLOEXEC;
    case SYS_fcntl:
        return now->arguments[1] == F_DUPFD_CLOEXEC;
    case SYS_socket:
    case SYS_socketpair:
        return now->arguments[1] & SOCK_CLOEXEC;
    case SYS_accept4:
        return now->arguments[3] & SOCK_CLOEXEC;
#ifdef SYS_open
    case SYS_open:
        return now->arguments[1] & O_CLOEXEC;
#endif
#ifdef SYS_pidfd_open
    case SYS_pidfd_open:
        return true;
#endif
    default:
        return false;
    }
}

void
enter_dup2(struct tracer *tracer, struct task *task)
{
    task_forget_files(task);
    char object[OBJECT_SIZE];
    (void)tracer;
    if (descriptor_object(task->tid, (int)task->now.arguments[1], object) > 0)
        task->replaced = strdup(object);
}

void
leave_dup2(struct tracer *tracer, struct task *task, int64_t result)
{
    if (result < 0)
        return;
    json_number(&tracer->json, "fd", result);
    json_bool(&tracer->json, "cloexec", cloexec(&task->now));
    /* dup2 of a descriptor over itself closes nothing. */
    if (task->replaced && task->now.arguments[0] != task->now.arguments[1])
        json_text(&tracer->json, "closed", task->replaced,
                  strlen(task->replaced));
}

void
enter_fcntl(struct tracer *tracer, struct task *task)
{
    switch (task->now.arguments[1]) {
    case F_DUPFD:
        json_name(&tracer->json, "command", "F_DUPFD");
        break;
    case F_DUPFD_CLOEXEC:
        json_name(&tracer->json, "command", "F_DUPFD_CLOEXEC");
        break;
    case F_SETFD:
        json_name(&tracer->json, "command", "F_SETFD");
        json_bool(&tracer->json, "cloexec",
                  task->now.arguments[2] & FD_CLOEXEC);
        break;
    default: /* F_SETLK and its like: the class says it */
        break;
    }
}

void
enter_close_range(struct tracer *tracer, struct task *task)
{
    static const struct name flags[] = {
        {1U << 1, "CLOSE_RANGE_UNSHARE"},
        {1U << 2, "CLOSE_RANGE_CLOEXEC"},
    };
    task_forget_files(task);
    json_number(&tracer->json, "first", (uint32_t)task->now.arguments[0]);
    json_number(&tracer->json, "last", (uint32_t)task->now.arguments[1]);
    json_flags(&tracer->json, "flags", task->now.arguments[2], flags,
               sizeof flags / sizeof flags[0]);
}

void
enter_mmap(struct tracer *tracer, struct task *task)
{
    if (task->now.arguments[3] & MAP_ANONYMOUS)
        return;
    json_number(&tracer->json, "fd", (int)task->now.arguments[4]);
    json_descriptor(&tracer->json, "object", task->tid,
                    (int)task->now.arguments[4]);
}

/* The result is a new descriptor. */
void
leave_fd(struct tracer *tracer, struct task *task, int64_t result)
{
    static const char *const modes[] = {"r", "w", "rw", "rw"};
    const struct activity *now = &task->now;
    bool copies = now->call->number != SYS_fcntl ||
                  now->arguments[1] == F_DUPFD ||
                  now->arguments[1] == F_DUPFD_CLOEXEC;
    char object[OBJECT_SIZE];
    struct inode inode;

    if (result < 0 || !copies)
        return;
    size_t n = descriptor_object(task->tid, (int)result, object);
    json_number(&tracer->json, "fd", result);
    json_object(&tracer->json, "object", object, n);
    json_bool(&tracer->json, "cloexec", cloexec(now));
    const struct condition *opened = &now->call->conditions[0];
    if (opened->test == ANY_BIT)
        json_name(&tracer->json, "mode",
                  modes[now->arguments[opened->argument] & opened->bits]);
    if (opened->test == ANY_BIT &&
        descriptor_is_file(task->tid, (int)result, object, &inode))
        written_add(tracer, inode);
}

void
leave_pipe(struct tracer *tracer, struct task *task, int64_t result)
{
    int fds[2];
    if (result < 0 ||
        memory_read(task->tid, task->now.arguments[0], fds, sizeof fds) == -1)
        return;
    json_open(&tracer->json, "fds", '[');
    json_number(&tracer->json, NULL, fds[0]);
    json_number(&tracer->json, NULL, fds[1]);
    json_close(&tracer->json, ']');
    json_descriptor(&tracer->json, "object", task->tid, fds[0]);
    json_bool(&tracer->json, "cloexec", cloexec(&task->now));
}

void
leave_socketpair(struct tracer *tracer, struct task *task, int64_t result)
{
    int fds[2];
    if (result < 0 ||
        memory_read(task->tid, task->now.arguments[3], fds, sizeof fds) == -1)
        return;
    json_open(&tracer->json, "fds", '[');
    json_number(&tracer->json, NULL, fds[0]);
    json_number(&tracer->json, NULL, fds[1]);
    json_close(&tracer->json, ']');
    json_open(&tracer->json, "objects", '[');
    json_descriptor(&tracer->json, NULL, task->tid, fds[0]);
    json_descriptor(&tracer->json, NULL, task->tid, fds[1]);
    json_close(&tracer->json, ']');
    json_bool(&tracer->json, "cloexec", cloexec(&task->now));
}
