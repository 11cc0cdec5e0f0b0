#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Bytes and descriptors that move: write, sendmsg, recvmsg, connect. */
#include "calls/decode.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

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

void
enter_connect(struct session *session, struct tracee *tracee)
{
    union {
        struct sockaddr any;
        struct sockaddr_un local;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
    char text[INET6_ADDRSTRLEN];
    size_t n = (uint32_t)tracee->current.arguments[2];
    memset(&address, 0, sizeof address);
    if (n > sizeof address)
        n = sizeof address;
    if (n < sizeof address.any.sa_family ||
        memory_read(tracee->tid, tracee->current.arguments[1], &address, n) ==
            -1)
        return;
    switch (address.any.sa_family) {
    case AF_UNIX: {
        size_t start = offsetof(struct sockaddr_un, sun_path);
        size_t length = n > start ? n - start : 0;
        char *path = address.local.sun_path;
        if (length > 0 && path[0] == '\0')
            path[0] = '@'; /* an abstract name, as /proc/net/unix shows it */
        else
            length = strnlen(path, length);
        json_text(&session->json, "address", path, length);
        break;
    }
    case AF_INET:
        inet_ntop(AF_INET, &address.v4.sin_addr, text, sizeof text);
        json_text(&session->json, "address", text, strlen(text));
        json_number(&session->json, "port", ntohs(address.v4.sin_port));
        break;
    case AF_INET6:
        inet_ntop(AF_INET6, &address.v6.sin6_addr, text, sizeof text);
        json_text(&session->json, "address", text, strlen(text));
        json_number(&session->json, "port", ntohs(address.v6.sin6_port));
        break;
    default:
        break;
    }
}
