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
