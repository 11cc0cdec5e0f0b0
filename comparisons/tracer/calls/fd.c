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
cloexec(const struct call_state *now)
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
enter_dup2(struct session *session, struct tracee *tracee)
{
    tracee_forget_files(tracee);
    char object[OBJECT_SIZE];
    (void)session;
    if (fd_object(tracee->tid, (int)tracee->current.arguments[1], object) > 0)
        tracee->replaced_object = strdup(object);
}

void
leave_dup2(struct session *session, struct tracee *tracee, int64_t result)
{
    if (result < 0)
        return;
    json_number(&session->json, "fd", result);
    json_bool(&session->json, "cloexec", cloexec(&tracee->current));
    /* dup2 of a descriptor over itself closes nothing. */
    if (tracee->replaced_object &&
        tracee->current.arguments[0] != tracee->current.arguments[1])
        json_text(&session->json, "closed", tracee->replaced_object,
                  strlen(tracee->replaced_object));
}

void
enter_fcntl(struct session *session, struct tracee *tracee)
{
    switch (tracee->current.arguments[1]) {
    case F_DUPFD:
        json_name(&session->json, "command", "F_DUPFD");
        break;
    case F_DUPFD_CLOEXEC:
        json_name(&session->json, "command", "F_DUPFD_CLOEXEC");
        break;
    case F_SETFD:
        json_name(&session->json, "command", "F_SETFD");
        json_bool(&session->json, "cloexec",
                  tracee->current.arguments[2] & FD_CLOEXEC);
        break;
    default: /* F_SETLK and its like: the class says it */
        break;
    }
}

void
enter_close_range(struct session *session, struct tracee *tracee)
{
    static const struct name flags[] = {
        {1U << 1, "CLOSE_RANGE_UNSHARE"},
        {1U << 2, "CLOSE_RANGE_CLOEXEC"},
    };
    tracee_forget_files(tracee);
    json_number(&session->json, "first",
                (uint32_t)tracee->current.arguments[0]);
    json_number(&session->json, "last", (uint32_t)tracee->current.arguments[1]);
    json_flags(&session->json, "flags", tracee->current.arguments[2], flags,
               sizeof flags / sizeof flags[0]);
}

void
enter_mmap(struct session *session, struct tracee *tracee)
{
    if (tracee->current.arguments[3] & MAP_ANONYMOUS)
        return;
    json_number(&session->json, "fd", (int)tracee->current.arguments[4]);
    json_descriptor(&session->json, "object", tracee->tid,
                    (int)tracee->current.arguments[4]);
}

/* The result is a new descriptor. */
void
leave_fd(struct session *session, struct tracee *tracee, int64_t result)
{
    static const char *const modes[] = {"r", "w", "rw", "rw"};
    const struct call_state *now = &tracee->current;
    bool copies = now->call->number != SYS_fcntl ||
                  now->arguments[1] == F_DUPFD ||
                  now->arguments[1] == F_DUPFD_CLOEXEC;
    char object[OBJECT_SIZE];
    struct inode inode;

    if (result < 0 || !copies)
        return;
    size_t n = fd_object(tracee->tid, (int)result, object);
    json_number(&session->json, "fd", result);
    json_object(&session->json, "object", object, n);
    json_bool(&session->json, "cloexec", cloexec(now));
    const struct condition *opened = &now->call->conditions[0];
    if (opened->test == ANY_BIT)
        json_name(&session->json, "mode",
                  modes[now->arguments[opened->argument] & opened->bits]);
    if (opened->test == ANY_BIT &&
        fd_is_file(tracee->tid, (int)result, object, &inode))
        written_add(session, inode);
}

void
leave_pipe(struct session *session, struct tracee *tracee, int64_t result)
{
    int fds[2];
    if (result < 0 || memory_read(tracee->tid, tracee->current.arguments[0],
                                  fds, sizeof fds) == -1)
        return;
    json_open(&session->json, "fds", '[');
    json_number(&session->json, NULL, fds[0]);
    json_number(&session->json, NULL, fds[1]);
    json_close(&session->json, ']');
    json_descriptor(&session->json, "object", tracee->tid, fds[0]);
    json_bool(&session->json, "cloexec", cloexec(&tracee->current));
}

void
leave_socketpair(struct session *session, struct tracee *tracee, int64_t result)
{
    int fds[2];
    if (result < 0 || memory_read(tracee->tid, tracee->current.arguments[3],
                                  fds, sizeof fds) == -1)
        return;
    json_open(&session->json, "fds", '[');
    json_number(&session->json, NULL, fds[0]);
    json_number(&session->json, NULL, fds[1]);
    json_close(&session->json, ']');
    json_open(&session->json, "objects", '[');
    json_descriptor(&session->json, NULL, tracee->tid, fds[0]);
    json_descriptor(&session->json, NULL, tracee->tid, fds[1]);
    json_close(&session->json, ']');
    json_bool(&session->json, "cloexec", cloexec(&tracee->current));
}
