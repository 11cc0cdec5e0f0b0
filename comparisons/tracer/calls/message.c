#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Messages of sockets: bytes with flags, and descriptors that come with them.
 * What sends and what receives has the same arguments, and so one decoder. */
#include "calls/decode.h"

#include <string.h>
#include <sys/socket.h>

#include "calls/io.h"
#include "calls/socket.h"
#include "proc/memory.h"
#include "session.h"

static const struct name message_flags[] = {
    NAME(MSG_OOB),          NAME(MSG_PEEK),     NAME(MSG_DONTROUTE),
    NAME(MSG_CTRUNC),       NAME(MSG_TRUNC),    NAME(MSG_DONTWAIT),
    NAME(MSG_EOR),          NAME(MSG_WAITALL),  NAME(MSG_CONFIRM),
    NAME(MSG_ERRQUEUE),     NAME(MSG_NOSIGNAL), NAME(MSG_MORE),
    NAME(MSG_WAITFORONE),   NAME(MSG_ZEROCOPY), NAME(MSG_FASTOPEN),
    NAME(MSG_CMSG_CLOEXEC),
};

static struct names
flags(uint64_t argument)
{
    return NAMES_OF((uint32_t)argument, message_flags);
}

void
enter_recvfrom(const struct stopped_call *stopped, struct arguments *given)
{
    enter_bytes(stopped, given);
    given->flags = flags(stopped->arguments[3]);
}

void
enter_sendto(const struct stopped_call *stopped, struct arguments *given)
{
    enter_recvfrom(stopped, given);
    address_at(stopped, given, stopped->arguments[4], stopped->arguments[5]);
}

static bool
message_at(const struct stopped_call *stopped, uint64_t address,
           struct msghdr *message)
{
    return memory_read(stopped->tracee->tid, address, message,
                       sizeof *message) == 0;
}

/* The descriptors that a message brings, if there are any. Returns false if
 * what comes beside the bytes is long, or cannot be read: there may be. */
static bool
brought_by(const struct stopped_call *stopped, const struct msghdr *message,
           struct fds *fds)
{
    union {
        struct cmsghdr first;
        char bytes[4096];
    } control;
    struct scratch *scratch = &stopped->session->scratch;
    struct msghdr here = *message;
    *fds = (struct fds){0};
    if (here.msg_controllen < sizeof control.first)
        return true;
    int *list = scratch_take(scratch, sizeof control);
    if (here.msg_controllen > sizeof control || list == NULL ||
        memory_read(stopped->tracee->tid, (uintptr_t)message->msg_control,
                    &control, here.msg_controllen) == -1)
        return false;
    here.msg_control = &control;
    size_t count = 0;
    for (struct cmsghdr *each = CMSG_FIRSTHDR(&here); each != NULL;
         each = CMSG_NXTHDR(&here, each)) {
        char *end = (char *)&control + here.msg_controllen;
        if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS ||
            each->cmsg_len < CMSG_LEN(0) ||
            each->cmsg_len > (size_t)(end - (char *)each))
            continue;
        size_t bytes = each->cmsg_len - CMSG_LEN(0);
        memcpy(list + count, CMSG_DATA(each), bytes);
        count += bytes / sizeof *list;
    }
    *fds = (struct fds){count > 0, count, list};
    return true;
}

static void
passed_by(const struct stopped_call *stopped, struct arguments *given,
          const struct msghdr *message)
{
    if (!brought_by(stopped, message, &given->passed) || given->passed.known)
        given->brings = true;
}

static void
enter_message(const struct stopped_call *stopped, struct arguments *given,
              bool sends)
{
    struct msghdr message;
    if (message_at(stopped, stopped->arguments[1], &message)) {
        given->count =
            io_count(stopped, (uintptr_t)message.msg_iov, message.msg_iovlen);
        if (sends) {
            address_at(stopped, given, (uintptr_t)message.msg_name,
                       message.msg_namelen);
            passed_by(stopped, given, &message);
        }
    }
    given->flags = flags(stopped->arguments[2]);
}

void
enter_sendmsg(const struct stopped_call *stopped, struct arguments *given)
{
    enter_message(stopped, given, true);
}

void
enter_recvmsg(const struct stopped_call *stopped, struct arguments *given)
{
    enter_message(stopped, given, false);
}

void
enter_recvmmsg(const struct stopped_call *stopped, struct arguments *given)
{
    given->messages = number_of((uint32_t)stopped->arguments[2]);
    given->flags = flags(stopped->arguments[3]);
}

/* Of several messages it is not told what each one brings. */
void
enter_sendmmsg(const struct stopped_call *stopped, struct arguments *given)
{
    struct mmsghdr one;
    uint64_t address = stopped->arguments[1];
    struct number count = number_of(0);
    enter_recvmmsg(stopped, given);
    for (uint32_t i = 0; i < (uint32_t)stopped->arguments[2]; i++) {
        if (memory_read(stopped->tracee->tid, address + i * sizeof one, &one,
                        sizeof one) == -1)
            return;
        struct number bytes = io_count(stopped, (uintptr_t)one.msg_hdr.msg_iov,
                                       one.msg_hdr.msg_iovlen);
        count.known &= bytes.known;
        count.value += bytes.value;
        if (!given->brings)
            passed_by(stopped, given, &one.msg_hdr);
        if (stopped->arguments[2] > 1)
            given->passed.known = false;
    }
    given->count = count;
}

void
leave_sendmsg(const struct stopped_call *stopped, struct results *found)
{
    struct msghdr message;
    if (!io_is_output(stopped))
        return;
    if (!message_at(stopped, stopped->arguments[1], &message))
        message = (struct msghdr){0};
    io_output(stopped, found, (uintptr_t)message.msg_iov, message.msg_iovlen);
}

/* The bytes of one message; those of several are counted as lost. */
void
leave_sendmmsg(const struct stopped_call *stopped, struct results *found)
{
    struct mmsghdr one = {0};
    struct stopped_call whole = *stopped;
    if (!io_is_output(stopped))
        return;
    whole.result = 0;
    for (int64_t i = 0; i < stopped->result; i++) {
        if (memory_read(stopped->tracee->tid,
                        stopped->arguments[1] + (uint64_t)i * sizeof one, &one,
                        sizeof one) == -1)
            break;
        whole.result += one.msg_len;
    }
    io_output(&whole, found, (uintptr_t)one.msg_hdr.msg_iov,
              stopped->result == 1 ? one.msg_hdr.msg_iovlen : 0);
}

/* Note which descriptors were received, or that some may have been: then the
 * whole table is recorded anew. */
void
leave_recvmsg(const struct stopped_call *stopped, struct results *found)
{
    struct msghdr message;
    if (stopped->result >= 0)
        stopped->tracee->received_fds =
            !message_at(stopped, stopped->arguments[1], &message) ||
            !brought_by(stopped, &message, &found->brought);
}

/* Of several messages it is not told what each one brings. */
void
leave_recvmmsg(const struct stopped_call *stopped, struct results *found)
{
    struct mmsghdr one;
    struct fds brought;
    uint64_t address = stopped->arguments[1];
    (void)found;
    for (int64_t i = 0; i < stopped->result; i++) {
        if (memory_read(stopped->tracee->tid, address, &one, sizeof one) ==
                -1 ||
            !brought_by(stopped, &one.msg_hdr, &brought) || brought.known) {
            stopped->tracee->received_fds = true;
            return;
        }
        address += sizeof one;
    }
}
