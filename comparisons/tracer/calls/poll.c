#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* poll, select and epoll: which descriptors were ready, and for what. */
#include "calls/decode.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "proc/memory.h"
#include "records/names.h"
#include "session.h"

enum { AT_A_TIME = 64 };

static void
ready(struct session *session, struct tracee *tracee, int fd, uint64_t events)
{
    json_open(&session->json, NULL, '{');
    json_number(&session->json, "fd", fd);
    json_descriptor(&session->json, "object", tracee->tid, fd);
    json_events(&session->json, "events", events);
    json_close(&session->json, '}');
}

void
leave_poll(struct session *session, struct tracee *tracee, int64_t result)
{
    struct pollfd fds[AT_A_TIME];
    uint64_t address = tracee->current.arguments[0];
    uint64_t count = (uint32_t)tracee->current.arguments[1];
    if (result < 0)
        return;
    json_open(&session->json, "ready", '[');
    while (result > 0 && count > 0) {
        size_t n = count < AT_A_TIME ? (size_t)count : AT_A_TIME;
        if (memory_read(tracee->tid, address, fds, n * sizeof *fds) == -1)
            break;
        for (size_t i = 0; i < n; i++) {
            if (fds[i].revents == 0)
                continue;
            ready(session, tracee, fds[i].fd, (uint16_t)fds[i].revents);
            result--;
        }
        address += n * sizeof *fds;
        count -= n;
    }
    json_close(&session->json, ']');
}

void
leave_select(struct session *session, struct tracee *tracee, int64_t result)
{
    enum { BITS = 8 * sizeof(unsigned long), WORDS = 1024 / BITS };
    static const uint64_t events[3] = {POLLIN, POLLOUT, POLLPRI};
    unsigned long sets[3][WORDS] = {{0}};
    size_t count = (uint32_t)tracee->current.arguments[0];
    if (count > WORDS * BITS)
        count = WORDS * BITS;
    size_t bytes = (count + BITS - 1) / BITS * sizeof(unsigned long);
    if (result < 0)
        return;
    for (int i = 0; i < 3 && result > 0; i++)
        if (tracee->current.arguments[1 + i] != 0 && bytes > 0)
            memory_read(tracee->tid, tracee->current.arguments[1 + i], sets[i],
                        bytes);
    json_open(&session->json, "ready", '[');
    for (size_t fd = 0; fd < count && result > 0; fd++) {
        uint64_t found = 0;
        for (int i = 0; i < 3; i++)
            if (sets[i][fd / BITS] >> fd % BITS & 1)
                found |= events[i];
        if (found != 0)
            ready(session, tracee, (int)fd, found);
    }
    json_close(&session->json, ']');
}

/* The descriptor that was registered with this user data, or -1:
 * /proc/PID/fdinfo/N of an epoll has "tfd: 5 events: 19 data: 5 ..." */
static int
registered(pid_t tid, int epoll, uint64_t user_data)
{
    char line[256];
    int found = -1;
    snprintf(line, sizeof line, "/proc/%d/fdinfo/%d", (int)tid, epoll);
    FILE *info = fopen(line, "re");
    while (info != NULL && fgets(line, sizeof line, info) != NULL) {
        int fd;
        uint64_t data;
        if (sscanf(line, "tfd: %d events: %*x data: %" SCNx64, &fd, &data) ==
                2 &&
            data == user_data)
            found = fd;
    }
    if (info != NULL)
        fclose(info);
    return found;
}

void
leave_epoll(struct session *session, struct tracee *tracee, int64_t result)
{
    struct epoll_event events[AT_A_TIME];
    size_t n = result < AT_A_TIME ? (size_t)result : AT_A_TIME;
    if (result < 0)
        return;
    json_open(&session->json, "ready", '[');
    if (n > 0 && memory_read(tracee->tid, tracee->current.arguments[1], events,
                             n * sizeof *events) == 0)
        for (size_t i = 0; i < n; i++)
            ready(session, tracee,
                  registered(tracee->tid, (int)tracee->current.arguments[0],
                             events[i].data.u64),
                  events[i].events);
    json_close(&session->json, ']');
}
