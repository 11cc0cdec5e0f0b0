#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* poll, select and epoll: which descriptors were ready, and for what. */
#include "calls/decode.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"

enum { AT_A_TIME = 64 };

static const struct name poll_events[] = {
    NAME(POLLIN),  NAME(POLLPRI),  NAME(POLLOUT),   NAME(POLLERR),
    NAME(POLLHUP), NAME(POLLNVAL), NAME(POLLRDHUP),
};

/* Append a descriptor to the list that ends here; returns the new end. */
static const struct ready **
append(const struct stopped_call *stopped, const struct ready **end, int fd,
       uint64_t events)
{
    struct scratch *scratch = &stopped->session->scratch;
    struct ready *one = scratch_take(scratch, sizeof *one);
    if (one == NULL)
        return end;
    *one = (struct ready){
        .fd = fd,
        .object = object_of(scratch, stopped->tracee->tid, fd),
        .events = NAMES_OF(events, poll_events),
    };
    *end = one;
    return &one->next;
}

void
leave_poll(const struct stopped_call *stopped, struct leave_fields *fields)
{
    struct pollfd fds[AT_A_TIME];
    const struct ready **end = &fields->ready;
    uint64_t address = stopped->arguments[0];
    uint64_t count = (uint32_t)stopped->arguments[1];
    int64_t left = stopped->result;
    fields->polled = left >= 0;
    while (left > 0 && count > 0) {
        size_t n = count < AT_A_TIME ? (size_t)count : AT_A_TIME;
        if (memory_read(stopped->tracee->tid, address, fds, n * sizeof *fds) ==
            -1)
            break;
        for (size_t i = 0; i < n; i++) {
            if (fds[i].revents == 0)
                continue;
            end = append(stopped, end, fds[i].fd, (uint16_t)fds[i].revents);
            left--;
        }
        address += n * sizeof *fds;
        count -= n;
    }
}

void
leave_select(const struct stopped_call *stopped, struct leave_fields *fields)
{
    enum { BITS = 8 * sizeof(unsigned long), WORDS = 1024 / BITS };
    static const uint64_t events[3] = {POLLIN, POLLOUT, POLLPRI};
    const struct ready **end = &fields->ready;
    unsigned long sets[3][WORDS] = {{0}};
    size_t count = (uint32_t)stopped->arguments[0];
    if (count > WORDS * BITS)
        count = WORDS * BITS;
    size_t bytes = (count + BITS - 1) / BITS * sizeof(unsigned long);
    fields->polled = stopped->result >= 0;
    if (stopped->result <= 0)
        return;
    for (int i = 0; i < 3; i++)
        if (stopped->arguments[1 + i] != 0 && bytes > 0)
            memory_read(stopped->tracee->tid, stopped->arguments[1 + i],
                        sets[i], bytes);
    for (size_t fd = 0; fd < count; fd++) {
        uint64_t found = 0;
        for (int i = 0; i < 3; i++)
            if (sets[i][fd / BITS] >> fd % BITS & 1)
                found |= events[i];
        if (found != 0)
            end = append(stopped, end, (int)fd, found);
    }
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
leave_epoll(const struct stopped_call *stopped, struct leave_fields *fields)
{
    struct epoll_event events[AT_A_TIME];
    const struct ready **end = &fields->ready;
    pid_t tid = stopped->tracee->tid;
    size_t n = stopped->result < 0           ? 0
               : stopped->result < AT_A_TIME ? (size_t)stopped->result
                                             : AT_A_TIME;
    fields->polled = stopped->result >= 0;
    if (n == 0 || memory_read(tid, stopped->arguments[1], events,
                              n * sizeof *events) == -1)
        return;
    for (size_t i = 0; i < n; i++)
        end = append(
            stopped, end,
            registered(tid, (int)stopped->arguments[0], events[i].data.u64),
            events[i].events);
}
