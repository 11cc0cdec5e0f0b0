#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
#include "process_set.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>

#include "process_deadline.h"
#include "process_end.h"
#include "process_pipe.h"

#define AT_ONCE 32 /* events from the kernel */

int
process_set_open(struct process_set *set)
{
    set->fd = epoll_create1(EPOLL_CLOEXEC);
    return set->fd == -1 ? -1 : 0;
}

/* Report it once, to one thread: that has the handle then for itself. */
static int
arm(struct process_set *set, int operation, struct process_handle *h)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT,
                                .data.ptr = h};
    return epoll_ctl(set->fd, operation, h->pidfd, &event);
}

int
process_set_add(struct process_set *set, struct process_handle *h)
{
    if (h->state != PROCESS_STARTED) {
        errno = EINVAL;
        return -1;
    }
    if (__atomic_exchange_n(&h->in_set, 1, __ATOMIC_ACQ_REL)) {
        errno = EEXIST;
        return -1;
    }
    if (arm(set, EPOLL_CTL_ADD, h) == 0)
        return 0;
    __atomic_store_n(&h->in_set, 0, __ATOMIC_RELEASE);
    return -1;
}

int
process_set_remove(struct process_set *set, struct process_handle *h)
{
    if (h->state != PROCESS_STARTED ||
        !__atomic_load_n(&h->in_set, __ATOMIC_ACQUIRE)) {
        errno = ENOENT;
        return -1;
    }
    if (epoll_ctl(set->fd, EPOLL_CTL_DEL, h->pidfd, NULL) == -1)
        return -1;
    __atomic_store_n(&h->in_set, 0, __ATOMIC_RELEASE);
    return 0;
}

/* What is ready now. Returns how many have ended, or -1; `held` says whether
 * one was ready whose end a tracer has. */
static int
collect(struct process_set *set, struct process_handle **ended, int most,
        int *held)
{
    struct deadline now;
    struct epoll_event events[AT_ONCE];
    int n = epoll_wait(set->fd, events, most < AT_ONCE ? most : AT_ONCE, 0);
    int found = 0;
    deadline_in(&now, 0);
    for (int i = 0; i < n; i++) {
        struct process_handle *h = events[i].data.ptr;
        if (end_is_known(h) || end_learn(h, &now) == 1) {
            process_set_remove(set, h);
            ended[found++] = h;
        } else {
            arm(set, EPOLL_CTL_MOD, h);
            *held = 1;
        }
    }
    return n == -1 ? -1 : found;
}

int
process_set_wait(struct process_set *set, struct process_handle **ended,
                 size_t most, double timeout)
{
    struct deadline deadline;
    if (deadline_in(&deadline, timeout) == -1)
        return -1;
    if (most == 0)
        return 0;
    for (;;) {
        int held = 0;
        int found =
            collect(set, ended, most < INT_MAX ? (int)most : INT_MAX, &held);
        if (found != 0)
            return found;
        int more = held ? deadline_rest(&deadline)
                        : deadline_wait(&deadline, set->fd, POLLIN);
        if (more <= 0)
            return more;
    }
}

void
process_set_close(struct process_set *set)
{
    pipe_close(&set->fd);
}
