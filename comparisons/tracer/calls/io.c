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

enum { VECTORS = 64, MOST = 1 << 20 /* recorded of one write */ };

/* Take what went to stdout or stderr, as far as the limit allows. */
static void
take_output(const struct stopped_call *stopped, struct leave_fields *fields,
            const struct iovec *vectors, size_t count)
{
    struct session *session = stopped->session;
    long long want = stopped->result;
    if (want > session->output)
        want = session->output;
    if (want > MOST)
        want = MOST;
    session->output -= stopped->result;
    size_t most = want > 0 ? (size_t)want : 0, used = 0;
    char *data = scratch_take(&session->scratch, most);
    for (size_t i = 0; i < count && data != NULL && used < most; i++) {
        size_t n = vectors[i].iov_len;
        if (n > most - used)
            n = most - used;
        if (memory_read(stopped->tracee->tid, (uintptr_t)vectors[i].iov_base,
                        data + used, n) == -1)
            break;
        used += n;
    }
    fields->stream = stopped->tracee->stream == 1 ? "stdout" : "stderr";
    fields->data = data;
    fields->data_length = used;
}

/* Whether the call has put bytes on stdout or stderr. */
static bool
is_output(const struct stopped_call *stopped)
{
    return stopped->tracee->stream != 0 && stopped->result > 0;
}

void
leave_write(const struct stopped_call *stopped, struct leave_fields *fields)
{
    if (!is_output(stopped))
        return;
    struct iovec all = {(void *)(uintptr_t)stopped->arguments[1],
                        (size_t)stopped->result};
    take_output(stopped, fields, &all, 1);
}

static void
vectors_at(const struct stopped_call *stopped, struct leave_fields *fields,
           uint64_t address, uint64_t count)
{
    struct iovec vectors[VECTORS];
    size_t n = count < VECTORS ? (size_t)count : VECTORS;
    if (memory_read(stopped->tracee->tid, address, vectors,
                    n * sizeof *vectors) == 0)
        take_output(stopped, fields, vectors, n);
}

void
leave_writev(const struct stopped_call *stopped, struct leave_fields *fields)
{
    if (is_output(stopped))
        vectors_at(stopped, fields, stopped->arguments[1],
                   stopped->arguments[2]);
}

void
leave_sendmsg(const struct stopped_call *stopped, struct leave_fields *fields)
{
    struct msghdr message;
    if (is_output(stopped) &&
        memory_read(stopped->tracee->tid, stopped->arguments[1], &message,
                    sizeof message) == 0)
        vectors_at(stopped, fields, (uintptr_t)message.msg_iov,
                   message.msg_iovlen);
}

/* Note whether descriptors came with the message: then the table is recorded
 * anew. */
void
leave_recvmsg(const struct stopped_call *stopped, struct leave_fields *fields)
{
    struct msghdr message;
    struct cmsghdr control;
    pid_t tid = stopped->tracee->tid;
    (void)fields;
    if (stopped->result < 0 ||
        memory_read(tid, stopped->arguments[1], &message, sizeof message) == -1)
        return;
    stopped->tracee->received_fds =
        message.msg_controllen >= sizeof control &&
        memory_read(tid, (uintptr_t)message.msg_control, &control,
                    sizeof control) == 0 &&
        control.cmsg_level == SOL_SOCKET && control.cmsg_type == SCM_RIGHTS;
}
