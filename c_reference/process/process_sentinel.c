#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Waiting for descriptors: a worker's end is seen by its sentinel. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "process_internal.h"

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* CPython: selectors.PollSelector.select(), which rounds up. */
static int
milliseconds(double timeout)
{
    if (timeout < 0)
        return -1;
    if (timeout * 1e3 >= INT_MAX)
        return INT_MAX;
    int whole = (int)(timeout * 1e3);
    return whole < timeout * 1e3 ? whole + 1 : whole;
}

/* CPython: the loop of multiprocessing.connection.wait(). */
static int
wait_ready(struct pollfd *set, nfds_t n, double timeout)
{
    if (timeout != timeout) { /* it is not a number */
        errno = EINVAL;
        return -1;
    }
    double deadline = timeout < 0 ? 0 : now() + timeout;
    for (;;) {
        int ready = poll(set, n, milliseconds(timeout));
        if (ready != 0 || timeout < 0)
            return ready;
        timeout = deadline - now();
        if (timeout < 0)
            return 0;
    }
}

int
sentinel_wait(int sentinel, double timeout)
{
    struct pollfd set = {.fd = sentinel, .events = POLLIN};
    return wait_ready(&set, 1, timeout);
}

/* CPython: multiprocessing.connection.wait(). */
int
process_sentinels_wait(const int *fds, size_t n, double timeout, size_t *ready)
{
    struct pollfd *set = calloc(n + 1, sizeof *set);
    if (set == NULL)
        return -1;
    for (size_t i = 0; i < n; i++)
        set[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    int found = wait_ready(set, (nfds_t)n, timeout);
    for (size_t i = 0, k = 0; i < n && found > 0; i++)
        if (set[i].revents != 0)
            ready[k++] = i;
    int error = errno;
    free(set);
    errno = error;
    return found;
}
