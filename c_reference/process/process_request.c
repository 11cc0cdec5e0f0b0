#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#ifdef __APPLE__
#define _DARWIN_C_SOURCE /* CMSG_SPACE() */
#endif
/* SPDX-License-Identifier: MIT */
#include "process_request.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A message with room for a request. Datagrams, so that one message is one
 * request; it needs a byte, as descriptors do not go alone. */
struct packet {
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct request))];
    char byte;
    struct iovec data;
    struct msghdr header;
};

static void
prepare(struct packet *packet)
{
    memset(packet, 0, sizeof *packet);
    packet->data = (struct iovec){&packet->byte, 1};
    packet->header.msg_iov = &packet->data;
    packet->header.msg_iovlen = 1;
    packet->header.msg_control = packet->control;
    packet->header.msg_controllen = sizeof packet->control;
}

int
request_open(int *client, int *server)
{
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds) == -1)
        return -1;
    fcntl(fds[0], F_SETFD, FD_CLOEXEC);
    fcntl(fds[1], F_SETFD, FD_CLOEXEC);
    *client = fds[0];
    *server = fds[1];
    return 0;
}

/* CPython: reduction.sendfds(). */
int
request_send(int client, const struct request *request)
{
    struct packet packet;
    prepare(&packet);
    struct cmsghdr *control = CMSG_FIRSTHDR(&packet.header);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(sizeof *request);
    memcpy(CMSG_DATA(control), request, sizeof *request);
    if (sendmsg(client, &packet.header, 0) != -1)
        return 0;
    if (errno == ENOTCONN || errno == ECONNREFUSED || errno == ECONNRESET)
        errno = EPIPE; /* systems differ in how they say that nobody is there */
    return -1;
}

/* CPython: reduction.recvfds(). */
int
request_receive(int server, struct request *request)
{
    struct packet packet;
    prepare(&packet);
    if (recvmsg(server, &packet.header, 0) == -1)
        return -1;
    struct cmsghdr *control = CMSG_FIRSTHDR(&packet.header);
    if (control == NULL || control->cmsg_len != CMSG_LEN(sizeof *request)) {
        errno = EMFILE; /* there was no room for all of them */
        return -1;
    }
    memcpy(request, CMSG_DATA(control), sizeof *request);
    return 0;
}
