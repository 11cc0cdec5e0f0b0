#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Waiting for workers: for one, and for the first of many. */
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "process_internal.h"

/* CPython: BaseProcess.join() and popen_fork.Popen.wait(), which "shouldn't
 * block if wait() returned successfully", and may. */
int
process_join(struct process *p, double timeout)
{
    int ended = popen_is_ended(p);
    if (ended != 0)
        return ended;
    if (!(timeout < 0)) { /* what is not a number is refused there */
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

/* CPython: multiprocessing.connection.wait(), given sentinels. */
int
process_wait_any(struct process **many, size_t n, double timeout)
{
    int *sentinels = calloc(n + 1, sizeof *sentinels);
    size_t *which = calloc(n + 1, sizeof *which);
    int ready = sentinels == NULL || which == NULL ? -1 : 0;
    for (size_t i = 0; i < n && ready == 0; i++) {
        sentinels[i] = many[i]->sentinel;
        ready = popen_is_ended(many[i]) == -1 ? -1 : 0;
    }
    if (ready == 0)
        ready = process_sentinels_wait(sentinels, n, timeout, which);
    for (int i = 0; i < ready; i++) { /* which[i] is i or more */
        struct process *moved = many[i];
        many[i] = many[which[i]];
        many[which[i]] = moved;
    }
    int error = errno;
    free(which);
    free(sentinels);
    errno = error;
    return ready;
}
