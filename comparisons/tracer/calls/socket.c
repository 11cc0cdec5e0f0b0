#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Sockets: their kinds, and the addresses that they connect and are bound to.
 */
#include "calls/decode.h"

#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "calls/socket.h"
#include "proc/fd.h"
#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"

static const struct name families[] = {
    NAME(AF_UNSPEC),  NAME(AF_UNIX),   NAME(AF_INET), NAME(AF_INET6),
    NAME(AF_NETLINK), NAME(AF_PACKET), NAME(AF_ALG),  NAME(AF_VSOCK),
};

static const struct name types[] = {
    NAME(SOCK_STREAM), NAME(SOCK_DGRAM),     NAME(SOCK_RAW),
    NAME(SOCK_RDM),    NAME(SOCK_SEQPACKET),
};

static const struct name ways[] = {
    NAME(SHUT_RD),
    NAME(SHUT_WR),
    NAME(SHUT_RDWR),
};

#define NAME_IN(table, value)                                                  \
    name_of(table, sizeof(table) / sizeof(table)[0], (uint32_t)(value))

/* socket and socketpair: SOCK_CLOEXEC and SOCK_NONBLOCK are in the type. */
void
enter_socket(const struct stopped_call *stopped, struct arguments *given)
{
    given->family = NAME_IN(families, stopped->arguments[0]);
    given->type = NAME_IN(types, stopped->arguments[1] & 0xf);
    given->nonblocking = stopped->arguments[1] & SOCK_NONBLOCK;
}

void
enter_listen(const struct stopped_call *stopped, struct arguments *given)
{
    given->backlog = number_of((int)stopped->arguments[1]);
}

void
enter_shutdown(const struct stopped_call *stopped, struct arguments *given)
{
    given->how = NAME_IN(ways, stopped->arguments[1]);
}

static struct text
ip_address(struct scratch *scratch, int family, const void *address)
{
    char text[INET6_ADDRSTRLEN];
    inet_ntop(family, address, text, sizeof text);
    return text_copy(scratch, text, strlen(text));
}

/* A path, from the root on: what is relative is so to the caller's folder. */
static struct text
local_path(const struct stopped_call *stopped, const char *path, size_t n)
{
    char whole[PATH_MAX + sizeof(struct sockaddr_un)], link[32];
    size_t used = 0;
    if (n > 0 && path[0] != '/' && path[0] != '@') {
        snprintf(link, sizeof link, "/proc/%d/cwd", (int)stopped->tracee->tid);
        ssize_t length = readlink(link, whole, PATH_MAX);
        if (length <= 0)
            return (struct text){0};
        used = (size_t)length;
        whole[used++] = '/';
    }
    memcpy(whole + used, path, n);
    return text_copy(&stopped->session->scratch, whole, used + n);
}

void
address_at(const struct stopped_call *stopped, struct arguments *given,
           uint64_t place, uint64_t n)
{
    union {
        struct sockaddr any;
        struct sockaddr_un local;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
    struct scratch *scratch = &stopped->session->scratch;
    memset(&address, 0, sizeof address);
    if (n > sizeof address)
        n = sizeof address;
    if (place == 0 || n < sizeof address.any.sa_family ||
        memory_read(stopped->tracee->tid, place, &address, n) == -1)
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
        if (length > 0) /* none: the kernel finds a name */
            given->address = local_path(stopped, path, length);
        break;
    }
    case AF_INET:
        given->address = ip_address(scratch, AF_INET, &address.v4.sin_addr);
        given->port = number_of(ntohs(address.v4.sin_port));
        break;
    case AF_INET6:
        given->address = ip_address(scratch, AF_INET6, &address.v6.sin6_addr);
        given->port = number_of(ntohs(address.v6.sin6_port));
        break;
    default:
        break;
    }
}

/* Options that decide whether a call waits, for how long, and for what; of all
 * others no more is told than that they are set. */
void
enter_setsockopt(const struct stopped_call *stopped, struct arguments *given)
{
    static const struct name options[] = {
        NAME(SO_RCVTIMEO),   NAME(SO_SNDTIMEO),    NAME(SO_PEEK_OFF),
        NAME(SO_SNDBUF),     NAME(SO_SNDBUFFORCE), NAME(SO_RCVLOWAT),
        {66, "SO_RCVTIMEO"}, {67, "SO_SNDTIMEO"},
    };
    pid_t tid = stopped->tracee->tid;
    int64_t time[2];
    int value;
    const char *name = NAME_IN(options, stopped->arguments[2]);
    given->reason = "descriptor_state";
    if ((int)stopped->arguments[1] != SOL_SOCKET || name == NULL)
        return;
    given->class = CLASS_OPTION;
    given->option = name;
    if (strstr(name, "TIMEO") == NULL) {
        if (memory_read(tid, stopped->arguments[3], &value, sizeof value) == 0)
            given->value = number_of(value);
    } else if (memory_read(tid, stopped->arguments[3], time, sizeof time) == 0)
        given->value = number_of(time[0] * 1000000000 + time[1] * 1000);
}

static bool
name_of_copy(const struct stopped_call *stopped, int fd,
             struct sockaddr_un *address, socklen_t *n)
{
    int copy = fd_copy(stopped->tracee->pid, fd);
    if (copy == -1)
        return false;
    int result = getsockname(copy, (struct sockaddr *)address, n);
    close(copy);
    return result == 0;
}

/* The address that the kernel has found where none was given. */
void
leave_bind(const struct stopped_call *stopped, struct results *found)
{
    struct sockaddr_un address = {0};
    socklen_t n = sizeof address;
    size_t start = offsetof(struct sockaddr_un, sun_path);
    if (stopped->result != 0 ||
        (uint32_t)stopped->arguments[2] != sizeof(sa_family_t))
        return;
    found->kind = RESULTS_ADDRESS;
    if (!name_of_copy(stopped, (int)stopped->arguments[0], &address, &n) ||
        address.sun_family != AF_UNIX || n <= start ||
        address.sun_path[0] != '\0')
        return;
    address.sun_path[0] = '@';
    found->address =
        text_copy(&stopped->session->scratch, address.sun_path, n - start);
}

/* A new socket, and which process has connected it, if that is a unix socket.
 */
void
leave_accept(const struct stopped_call *stopped, struct results *found)
{
    struct ucred peer = {0};
    socklen_t n = sizeof peer;
    leave_fd(stopped, found);
    if (stopped->result < 0)
        return;
    int copy = fd_copy(stopped->tracee->pid, (int)stopped->result);
    if (copy == -1)
        return;
    if (getsockopt(copy, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 &&
        peer.pid > 0)
        found->peer = number_of(peer.pid);
    close(copy);
}

void
enter_connect(const struct stopped_call *stopped, struct arguments *given)
{
    address_at(stopped, given, stopped->arguments[1],
               (uint32_t)stopped->arguments[2]);
}
