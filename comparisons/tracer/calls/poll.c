#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* poll, select and epoll: for how long, and which descriptors were ready. */
#include "calls/decode.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <time.h>

#include "epoll_sets.h"
#include "proc/fd.h"
#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"

enum { AT_A_TIME = 64 };

static const struct name poll_events[] = {
    NAME(POLLIN),  NAME(POLLPRI),  NAME(POLLOUT),   NAME(POLLERR),
    NAME(POLLHUP), NAME(POLLNVAL), NAME(POLLRDHUP),
};

/* Times in ns; -1, as poll(2) has it: as long as it takes. */
enum { FOR_EVER = -1 };

static struct number
milliseconds(uint64_t argument)
{
    int time = (int)argument;
    return number_of(time < 0 ? FOR_EVER : (int64_t)time * 1000000);
}

static struct number
timespec_at(const struct stopped_call *stopped, uint64_t address)
{
    struct timespec time;
    if (address == 0)
        return number_of(FOR_EVER);
    if (memory_read(stopped->tracee->tid, address, &time, sizeof time) == -1)
        return (struct number){0};
    return number_of((int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
}

static struct number
timeval_at(const struct stopped_call *stopped, uint64_t address)
{
    struct timeval time;
    if (address == 0)
        return number_of(FOR_EVER);
    if (memory_read(stopped->tracee->tid, address, &time, sizeof time) == -1)
        return (struct number){0};
    return number_of((int64_t)time.tv_sec * 1000000000 +
                     (int64_t)time.tv_usec * 1000);
}

/* Add one to the descriptors that a poll is given; of many only their number
 * is told. */
static void
watch(const struct stopped_call *stopped, struct arguments *given, int fd)
{
    size_t n = given->watches.count++;
    given->watched = number_of((int64_t)n + 1);
    if (n == 0)
        given->watches.list =
            scratch_take(&stopped->session->scratch, AT_A_TIME * sizeof fd);
    given->watches.known =
        n > 0 && n < AT_A_TIME && given->watches.list != NULL;
    if (n < AT_A_TIME && given->watches.list != NULL)
        ((int *)(uintptr_t)given->watches.list)[n] = fd;
}

/* One that is negative is left out (poll(2)). */
static void
watch_polled(const struct stopped_call *stopped, struct arguments *given)
{
    struct pollfd fds[AT_A_TIME];
    size_t count = (uint32_t)stopped->arguments[1];
    given->watched = number_of((int64_t)count);
    if (count < 2 || count > AT_A_TIME ||
        memory_read(stopped->tracee->tid, stopped->arguments[0], fds,
                    count * sizeof *fds) == -1)
        return;
    given->watched = number_of(0);
    for (size_t i = 0; i < count; i++)
        if (fds[i].fd >= 0)
            watch(stopped, given, fds[i].fd);
}

void
enter_poll(const struct stopped_call *stopped, struct arguments *given)
{
    given->timeout = milliseconds(stopped->arguments[2]);
    watch_polled(stopped, given);
}

void
enter_ppoll(const struct stopped_call *stopped, struct arguments *given)
{
    given->timeout = timespec_at(stopped, stopped->arguments[2]);
    watch_polled(stopped, given);
}

enum { BITS = 8 * sizeof(unsigned long), WORDS = 1024 / BITS, SETS = 3 };

/* How many descriptors there are below the first argument of select. */
static size_t
below(const struct stopped_call *stopped)
{
    size_t count = (uint32_t)stopped->arguments[0];
    return count < WORDS * BITS ? count : WORDS * BITS;
}

/* Read the sets of select as they are now; -1 if they cannot be read. */
static int
read_sets(const struct stopped_call *stopped, unsigned long sets[SETS][WORDS])
{
    size_t bytes = (below(stopped) + BITS - 1) / BITS * sizeof(unsigned long);
    for (int i = 0; i < SETS; i++)
        if (stopped->arguments[1 + i] != 0 && bytes > 0 &&
            memory_read(stopped->tracee->tid, stopped->arguments[1 + i],
                        sets[i], bytes) == -1)
            return -1;
    return 0;
}

/* The kernel overwrites the sets, so they are read before it does. */
static void
watch_sets(const struct stopped_call *stopped, struct arguments *given)
{
    unsigned long sets[SETS][WORDS] = {{0}};
    if (read_sets(stopped, sets) == -1)
        return;
    given->watched = number_of(0);
    for (size_t fd = 0; fd < below(stopped); fd++) {
        unsigned long in = 0;
        for (int i = 0; i < SETS; i++)
            in |= sets[i][fd / BITS] >> fd % BITS & 1;
        if (in)
            watch(stopped, given, (int)fd);
    }
}

void
enter_select(const struct stopped_call *stopped, struct arguments *given)
{
    given->timeout = timeval_at(stopped, stopped->arguments[4]);
    watch_sets(stopped, given);
}

void
enter_pselect6(const struct stopped_call *stopped, struct arguments *given)
{
    given->timeout = timespec_at(stopped, stopped->arguments[4]);
    watch_sets(stopped, given);
}

/* What has been put into an epoll set: see registered() below. */
static void
watch_set(const struct stopped_call *stopped, struct arguments *given)
{
    char line[256];
    int fd;
    snprintf(line, sizeof line, "/proc/%d/fdinfo/%d", (int)stopped->tracee->tid,
             (int)stopped->arguments[0]);
    FILE *info = fopen(line, "re");
    if (info == NULL)
        return;
    given->watched = number_of(0);
    while (fgets(line, sizeof line, info) != NULL)
        if (sscanf(line, "tfd: %d", &fd) == 1)
            watch(stopped, given, fd);
    fclose(info);
    if (epoll_sets_left(stopped->session, stopped->tracee))
        given->watched = (struct number){0};
}

void
enter_epoll_wait(const struct stopped_call *stopped, struct arguments *given)
{
    given->timeout = milliseconds(stopped->arguments[3]);
    watch_set(stopped, given);
}

void
enter_epoll_pwait2(const struct stopped_call *stopped, struct arguments *given)
{
    given->timeout = timespec_at(stopped, stopped->arguments[3]);
    watch_set(stopped, given);
}

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
        .object = object_of(scratch, stopped->tracee, fd),
        .events = NAMES_OF(events, poll_events),
    };
    *end = one;
    return &one->next;
}

/* What a poll was given that has reported nothing: none of it was ready. */
static void
missed(const struct stopped_call *stopped, struct results *found)
{
    struct pollfd fds[AT_A_TIME];
    const struct ready **end = &found->missed;
    uint64_t address = stopped->arguments[0];
    uint64_t count = (uint32_t)stopped->arguments[1];
    found->missed_known = false;
    if (count > AT_A_TIME || memory_read(stopped->tracee->tid, address, fds,
                                         (size_t)count * sizeof *fds) == -1)
        return;
    for (size_t i = 0; i < count; i++)
        if (fds[i].fd >= 0)
            end = append(stopped, end, fds[i].fd, (uint16_t)fds[i].events);
    found->missed_known = true;
}

void
leave_poll(const struct stopped_call *stopped, struct results *found)
{
    struct pollfd fds[AT_A_TIME];
    const struct ready **end = &found->ready;
    uint64_t address = stopped->arguments[0];
    uint64_t count = (uint32_t)stopped->arguments[1];
    int64_t left = stopped->result;
    if (left < 0)
        return;
    found->kind = RESULTS_POLL;
    found->missed_known = true;
    if (left == 0 && count > 0)
        missed(stopped, found);
    while (left > 0 && count > 0) {
        size_t n = count < AT_A_TIME ? (size_t)count : AT_A_TIME;
        if (memory_read(stopped->tracee->tid, address, fds, n * sizeof *fds) ==
            -1)
            return;
        for (size_t i = 0; i < n; i++) {
            if (fds[i].revents == 0)
                continue;
            end = append(stopped, end, fds[i].fd, (uint16_t)fds[i].revents);
            left--;
        }
        address += n * sizeof *fds;
        count -= n;
    }
    found->ready_known = true;
}

void
leave_select(const struct stopped_call *stopped, struct results *found)
{
    static const uint64_t events[SETS] = {POLLIN, POLLOUT, POLLPRI};
    const struct ready **end = &found->ready;
    unsigned long sets[SETS][WORDS] = {{0}};
    size_t count = below(stopped);
    if (stopped->result < 0)
        return;
    found->kind = RESULTS_POLL;
    /* The kernel has cleared the sets of one that has reported nothing. */
    found->missed_known = stopped->result > 0 || count == 0;
    if (stopped->result > 0 && read_sets(stopped, sets) == -1)
        return;
    for (size_t fd = 0; fd < count; fd++) {
        uint64_t events_of_fd = 0;
        for (int i = 0; i < SETS; i++)
            if (sets[i][fd / BITS] >> fd % BITS & 1)
                events_of_fd |= events[i];
        if (events_of_fd != 0)
            end = append(stopped, end, (int)fd, events_of_fd);
    }
    found->ready_known = true;
}

/* Whether this is what stands behind a descriptor now, by its number and the
 * kernel's own number of its device. */
static bool
is_behind(struct tracee *tracee, int fd, uint64_t number, unsigned device)
{
    struct fd_look look;
    return tracee_look(tracee, fd, &look) && look.inode.number == number &&
           look.inode.device == makedev(device >> 20, device & 0xfffff);
}

/* The descriptor that was registered with this user data, or -1 if that is not
 * certain: two may have the same data, and an epoll goes on to watch what was
 * registered when its descriptor was closed and another has got its number.
 * /proc/PID/fdinfo/N of an epoll has
 * "tfd: 5 events: 19 data: 5 pos:0 ino:61af6f sdev:9" */
static int
registered(struct tracee *tracee, int epoll, uint64_t user_data)
{
    char line[256];
    int found = -1, matches = 0;
    snprintf(line, sizeof line, "/proc/%d/fdinfo/%d", (int)tracee->tid, epoll);
    FILE *info = fopen(line, "re");
    while (info != NULL && fgets(line, sizeof line, info) != NULL) {
        int fd;
        unsigned device;
        uint64_t data, number;
        if (sscanf(line,
                   "tfd: %d events: %*x data: %" SCNx64 " pos:%*d ino:%" SCNx64
                   " sdev:%x",
                   &fd, &data, &number, &device) != 4 ||
            data != user_data)
            continue;
        matches++;
        found = is_behind(tracee, fd, number, device) ? fd : -1;
    }
    if (info != NULL)
        fclose(info);
    return matches == 1 ? found : -1;
}

void
leave_epoll(const struct stopped_call *stopped, struct results *found)
{
    struct epoll_event events[AT_A_TIME];
    const struct ready **end = &found->ready;
    pid_t tid = stopped->tracee->tid;
    uint64_t address = stopped->arguments[1];
    int64_t left = stopped->result;
    if (left < 0)
        return;
    found->kind = RESULTS_POLL;
    found->missed_known = left > 0;
    while (left > 0) {
        size_t n = left < AT_A_TIME ? (size_t)left : AT_A_TIME;
        if (memory_read(tid, address, events, n * sizeof *events) == -1)
            return;
        for (size_t i = 0; i < n; i++)
            end = append(stopped, end,
                         registered(stopped->tracee, (int)stopped->arguments[0],
                                    events[i].data.u64),
                         events[i].events);
        address += n * sizeof *events;
        left -= (int64_t)n;
    }
    found->ready_known = true;
}
