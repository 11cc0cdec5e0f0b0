#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Sockets: their kinds, and the addresses that they connect and are bound to.
 */
#include "calls/decode.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

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

void
enter_connect(const struct stopped_call *stopped, struct arguments *given)
{
    union {
        struct sockaddr any;
        struct sockaddr_un local;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
    struct scratch *scratch = &stopped->session->scratch;
    size_t n = (uint32_t)stopped->arguments[2];
    memset(&address, 0, sizeof address);
    if (n > sizeof address)
        n = sizeof address;
    if (n < sizeof address.any.sa_family ||
        memory_read(stopped->tracee->tid, stopped->arguments[1], &address, n) ==
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
        given->address = text_copy(scratch, path, length);
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
