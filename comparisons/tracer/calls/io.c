#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Bytes and descriptors that move: write, sendmsg, recvmsg. */
#include "calls/decode.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include "proc/memory.h"
#include "session.h"

enum { VECTORS = 64 };

/* Write what went to stdout or stderr, as far as the limit allows. */
static void
data(struct session *session, struct tracee *tracee,
     const struct iovec *vectors, size_t count, int64_t result)
{
    size_t used = 0;
    int64_t want = result < session->output ? result : session->output;
    session->output -= result < 0 ? 0 : result;
    for (size_t i = 0; i < count && (int64_t)used < want; i++) {
        size_t n = vectors[i].iov_len;
        if (n > (size_t)want - used)
            n = (size_t)want - used;
        if (n > sizeof session->data - used)
            n = sizeof session->data - used;
        if (memory_read(tracee->tid, (uintptr_t)vectors[i].iov_base,
                        session->data + used, n) == -1)
            break;
        used += n;
    }
    json_name(&session->json, "stream",
              tracee->stream == 1 ? "stdout" : "stderr");
    json_bytes(&session->json, "data", session->data, used);
}

void
leave_write(struct session *session, struct tracee *tracee, int64_t result)
{
    struct iovec all = {(void *)(uintptr_t)tracee->current.arguments[1],
                        result > 0 ? (size_t)result : 0};
    if (tracee->stream != 0 && result > 0)
        data(session, tracee, &all, 1, result);
}

static void
vectors_at(struct session *session, struct tracee *tracee, uint64_t address,
           uint64_t count, int64_t result)
{
    struct iovec vectors[VECTORS];
    size_t n = count < VECTORS ? (size_t)count : VECTORS;
    if (tracee->stream != 0 && result > 0 &&
        memory_read(tracee->tid, address, vectors, n * sizeof *vectors) == 0)
        data(session, tracee, vectors, n, result);
}

void
leave_writev(struct session *session, struct tracee *tracee, int64_t result)
{
    vectors_at(session, tracee, tracee->current.arguments[1],
               tracee->current.arguments[2], result);
}

void
leave_sendmsg(struct session *session, struct tracee *tracee, int64_t result)
{
    struct msghdr message;
    if (tracee->stream != 0 &&
        memory_read(tracee->tid, tracee->current.arguments[1], &message,
                    sizeof message) == 0)
        vectors_at(session, tracee, (uintptr_t)message.msg_iov,
                   message.msg_iovlen, result);
}

void
leave_recvmsg(struct session *session, struct tracee *tracee, int64_t result)
{
    struct msghdr message;
    struct cmsghdr control;
    (void)session;
    if (result < 0 || memory_read(tracee->tid, tracee->current.arguments[1],
                                  &message, sizeof message) == -1)
        return;
    if (message.msg_controllen >= sizeof control &&
        memory_read(tracee->tid, (uintptr_t)message.msg_control, &control,
                    sizeof control) == 0 &&
        control.cmsg_level == SOL_SOCKET && control.cmsg_type == SCM_RIGHTS)
        tracee->received_fds = true;
}
