#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Waiting: for a worker, and for the first of many. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
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

static int
is_no_number(double timeout)
{
    if (timeout == timeout)
        return 0;
    errno = EINVAL;
    return 1;
}

/* CPython: BaseProcess.join() and popen_fork.Popen.wait(), which "shouldn't
 * block if wait() returned successfully", and may. */
int
process_join(struct process *p, double timeout)
{
    int ended = popen_is_ended(p);
    if (ended != 0)
        return ended;
    if (is_no_number(timeout))
        return -1;
    if (timeout >= 0) {
        int ready = sentinel_wait(p->sentinel, timeout);
        if (ready <= 0)
            return ready;
    }
    return popens[p->method]->poll(p, timeout == 0 ? WNOHANG : 0);
}

/* CPython: Popen.poll(), for is_alive() and exitcode. */
int
process_poll(struct process *p)
{
    int ended = popen_is_ended(p);
    if (ended != 0)
        return ended;
    return popens[p->method]->poll(p, WNOHANG);
}

/* CPython: multiprocessing.connection.wait(). */
int
process_wait_any(struct process **many, size_t n, double timeout)
{
    if (is_no_number(timeout))
        return -1;
    struct pollfd *set = calloc(n + 1, sizeof *set);
    if (set == NULL)
        return -1;
    int ready = 0;
    for (size_t i = 0; i < n && ready == 0; i++) {
        set[i] = (struct pollfd){.fd = many[i]->sentinel, .events = POLLIN};
        ready = popen_is_ended(many[i]) == -1 ? -1 : 0;
    }
    if (ready == 0)
        ready = wait_ready(set, (nfds_t)n, timeout);
    for (size_t i = 0, front = 0; i < n && ready > 0; i++)
        if (set[i].revents != 0) {
            struct process *moved = many[front];
            many[front++] = many[i];
            many[i] = moved;
        }
    int error = errno;
    free(set);
    errno = error;
    return ready;
}
