#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* ppoll() */
#endif
/* SPDX-License-Identifier: MIT */
#include "process_deadline.h"

#include <errno.h>
#include <poll.h>

#define BILLION 1000000000L

int
deadline_in(struct deadline *deadline, double seconds)
{
    if (seconds != seconds) { /* it is not a number */
        errno = EINVAL;
        return -1;
    }
    deadline->never = seconds < 0 || seconds > 1e9;
    if (deadline->never)
        return 0;
    clock_gettime(CLOCK_MONOTONIC, &deadline->at);
    time_t whole = (time_t)seconds;
    deadline->at.tv_sec += whole;
    deadline->at.tv_nsec += (long)((seconds - (double)whole) * BILLION);
    if (deadline->at.tv_nsec >= BILLION) {
        deadline->at.tv_sec++;
        deadline->at.tv_nsec -= BILLION;
    }
    return 0;
}

const struct timespec *
deadline_left(const struct deadline *deadline, struct timespec *left)
{
    if (deadline->never)
        return NULL;
    clock_gettime(CLOCK_MONOTONIC, left);
    left->tv_sec = deadline->at.tv_sec - left->tv_sec;
    left->tv_nsec = deadline->at.tv_nsec - left->tv_nsec;
    if (left->tv_nsec < 0) {
        left->tv_sec--;
        left->tv_nsec += BILLION;
    }
    if (left->tv_sec < 0)
        *left = (struct timespec){0};
    return left;
}

int
deadline_wait(const struct deadline *deadline, int fd, short events)
{
    struct pollfd set = {.fd = fd, .events = events};
    struct timespec left;
    return ppoll(&set, 1, deadline_left(deadline, &left), NULL);
}

int
deadline_rest(const struct deadline *deadline)
{
    struct timespec left, rest = {.tv_nsec = BILLION / 1000};
    if (deadline_left(deadline, &left) != NULL && left.tv_sec == 0 &&
        left.tv_nsec < rest.tv_nsec)
        rest = left;
    if (ppoll(NULL, 0, &rest, NULL) == -1)
        return -1;
    return rest.tv_nsec > 0;
}
