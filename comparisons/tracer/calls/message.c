#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Messages of sockets: bytes with flags, and descriptors that come with them.
 * What sends and what receives has the same arguments, and so one decoder. */
#include "calls/decode.h"

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

static void
enter_message(const struct stopped_call *stopped, struct arguments *given,
              bool sends)
{
    struct msghdr message;
    if (message_at(stopped, stopped->arguments[1], &message)) {
        given->count =
            io_count(stopped, (uintptr_t)message.msg_iov, message.msg_iovlen);
        if (sends)
            address_at(stopped, given, (uintptr_t)message.msg_name,
                       message.msg_namelen);
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
enter_sendmmsg(const struct stopped_call *stopped, struct arguments *given)
{
    given->messages = number_of((uint32_t)stopped->arguments[2]);
    given->flags = flags(stopped->arguments[3]);
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

/* Whether descriptors came with a message. What the kernel has put there is
 * short; if it cannot be read, they may have. */
static bool
brings_fds(const struct stopped_call *stopped, const struct msghdr *message)
{
    union {
        struct cmsghdr first;
        char bytes[4096];
    } control;
    struct msghdr here = *message;
    if (here.msg_controllen > sizeof control)
        here.msg_controllen = sizeof control;
    if (here.msg_controllen == 0)
        return false;
    if (memory_read(stopped->tracee->tid, (uintptr_t)message->msg_control,
                    &control, here.msg_controllen) == -1)
        return true;
    here.msg_control = &control;
    for (struct cmsghdr *each = CMSG_FIRSTHDR(&here); each != NULL;
         each = CMSG_NXTHDR(&here, each))
        if (each->cmsg_level == SOL_SOCKET && each->cmsg_type == SCM_RIGHTS)
            return true;
    return false;
}

/* Note whether descriptors were received: then the table is recorded anew. */
void
leave_recvmsg(const struct stopped_call *stopped, struct results *found)
{
    struct msghdr message;
    (void)found;
    if (stopped->result < 0)
        return;
    stopped->tracee->received_fds =
        !message_at(stopped, stopped->arguments[1], &message) ||
        brings_fds(stopped, &message);
}

void
leave_recvmmsg(const struct stopped_call *stopped, struct results *found)
{
    struct mmsghdr one;
    uint64_t address = stopped->arguments[1];
    (void)found;
    for (int64_t i = 0; i < stopped->result; i++) {
        if (memory_read(stopped->tracee->tid, address, &one, sizeof one) ==
                -1 ||
            brings_fds(stopped, &one.msg_hdr)) {
            stopped->tracee->received_fds = true;
            return;
        }
        address += sizeof one;
    }
}
