#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Sockets: the addresses that they connect and are bound to. */
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

static struct text
ip_address(struct scratch *scratch, int family, const void *address)
{
    char text[INET6_ADDRSTRLEN];
    inet_ntop(family, address, text, sizeof text);
    return text_copy(scratch, text, strlen(text));
}

void
enter_connect(const struct stopped_call *stopped, struct enter_fields *fields)
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
        fields->address = text_copy(scratch, path, length);
        break;
    }
    case AF_INET:
        fields->address = ip_address(scratch, AF_INET, &address.v4.sin_addr);
        fields->port = number_of(ntohs(address.v4.sin_port));
        break;
    case AF_INET6:
        fields->address = ip_address(scratch, AF_INET6, &address.v6.sin6_addr);
        fields->port = number_of(ntohs(address.v6.sin6_port));
        break;
    default:
        break;
    }
}
