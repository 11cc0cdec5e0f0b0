#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "options.h"
#include "records/monotonic.h"

static const uint64_t GRACE = 1000000000; /* ns */

/* Milliseconds until then, rounded up; -1: for ever. */
static int
left(uint64_t then)
{
    uint64_t now = monotonic_now();
    if (then == 0)
        return -1;
    if (then <= now)
        return 0;
    uint64_t ms = (then - now + 999999) / 1000000;
    return ms < 1000000 ? (int)ms : 1000000;
}

/* Read what is there and drop it; at the end let go of the descriptor. */
static void
drain(struct pollfd *watched)
{
    char buffer[65536];
    if (watched->revents == 0)
        return;
    ssize_t n = read(watched->fd, buffer, sizeof buffer);
    /* A pseudo-terminal ends with EIO. */
    if (n == 0 || (n == -1 && errno != EINTR && errno != EAGAIN))
        watched->fd = -1;
}

/* Why the cancel pipe says that the run must end. */
static int
cancelled(int fd)
{
    char letter;
    if (read(fd, &letter, 1) != 1)
        return WATCHDOG_CANCELLED;
    switch (letter) {
    case 'd':
        return WATCHDOG_DEADLINE;
    case 's':
        return WATCHDOG_STANDSTILL;
    case 'i':
        return WATCHDOG_INTERRUPT;
    default:
        return WATCHDOG_CANCELLED;
    }
}

static _Noreturn void
child_watch(const struct tracer_options *options, int root_pipe)
{
    enum { CANCEL, ROOT, OUTPUT, ERRORS, COUNT };
    struct pollfd watched[COUNT] = {
        [CANCEL] = {options->cancel_fd, POLLIN, 0},
        [ROOT] = {root_pipe, POLLIN, 0},
        [OUTPUT] = {options->drains[0], POLLIN, 0},
        [ERRORS] = {options->drains[1], POLLIN, 0},
    };
    uint64_t deadline = options->deadline > 0
                            ? monotonic_now() + (uint64_t)options->deadline
                            : 0;
    uint64_t grace_end = 0;
    for (;;) {
        int timeout = left(deadline);
        if (grace_end != 0 && (timeout == -1 || left(grace_end) < timeout))
            timeout = left(grace_end);
        int n = poll(watched, COUNT, timeout);
        if (n == -1 && errno == EINTR)
            continue;
        if (n == -1)
            _exit(WATCHDOG_CANCELLED);
        if (watched[CANCEL].revents != 0)
            _exit(cancelled(options->cancel_fd));
        if (n == 0 && deadline != 0 && left(deadline) == 0)
            _exit(WATCHDOG_DEADLINE);
        if (n == 0 && grace_end != 0 && left(grace_end) == 0)
            _exit(WATCHDOG_SURVIVORS);
        if (watched[ROOT].revents != 0)
            watched[ROOT].fd = -1;
        drain(&watched[OUTPUT]);
        drain(&watched[ERRORS]);
        if (grace_end == 0 && watched[ROOT].fd == -1 &&
            options->drains[0] != -1 && watched[OUTPUT].fd == -1)
            grace_end = monotonic_now() + GRACE;
    }
}

pid_t
watchdog_start(const struct tracer_options *options, int *root_pipe)
{
    int ends[2];
    *root_pipe = -1;
    if (options->cancel_fd == -1 && options->drains[0] == -1 &&
        options->drains[1] == -1 && options->deadline <= 0)
        return 0;
    if (pipe2(ends, O_CLOEXEC) == -1)
        return -1;
    pid_t tracer = getpid(), pid = fork();
    if (pid == -1) {
        int saved = errno;
        close(ends[0]);
        close(ends[1]);
        errno = saved;
        return -1;
    }
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != tracer)
            _exit(WATCHDOG_CANCELLED);
        close(ends[1]);
        close(options->records);
        for (int i = 0; i < 3; i++)
            if (options->streams[i] != -1)
                close(options->streams[i]);
        child_watch(options, ends[0]);
    }
    close(ends[0]);
    *root_pipe = ends[1];
    return pid;
}

void
watchdog_stop(pid_t watchdog, int root_pipe)
{
    if (root_pipe != -1)
        close(root_pipe);
    if (watchdog <= 0)
        return;
    kill(watchdog, SIGKILL);
    while (waitpid(watchdog, NULL, 0) == -1 && errno == EINTR)
        continue;
}
