#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Start, join, signal and close by a pidfd. */
#include "process_handle.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process_deadline.h"
#include "process_end.h"
#include "process_handle_fork.h"
#include "process_pidfd.h"
#include "process_pipe.h"

/* Only where there is something to write: fflush() takes a stream's lock, and
 * so copies its page in every worker. */
static int
flush_streams(void)
{
    int lost = __fpending(stdout) > 0 && fflush(stdout) == EOF;
    return (__fpending(stderr) > 0 && fflush(stderr) == EOF) || lost ? -1 : 0;
}

static int
run(int (*target)(void *argument), void *argument)
{
    int status = target(argument);
    return flush_streams() == -1 ? EXIT_FAILURE : status;
}

int
process_handle_start(struct process_handle *h)
{
    if (h->target == NULL || h->state != PROCESS_NEW) {
        errno = EINVAL;
        return -1;
    }
    if (flush_streams() == -1)
        return -1;
    int worker = handle_fork(h, fork);
    if (worker == 1)
        _exit(run(h->target, h->argument));
    return worker;
}

int
process_handle_open(struct process_handle *h, pid_t pid)
{
    if (h->state != PROCESS_NEW) {
        errno = EINVAL;
        return -1;
    }
    h->pidfd = pidfd_from_pid(pid);
    if (h->pidfd == -1)
        return -1;
    h->pid = pid;
    h->state = PROCESS_STARTED;
    return 0;
}

int
process_handle_join(struct process_handle *h, double timeout)
{
    struct deadline deadline;
    if (h->state != PROCESS_STARTED) {
        errno = EINVAL;
        return -1;
    }
    if (deadline_in(&deadline, timeout) == -1)
        return -1;
    while (!end_is_known(h)) {
        int ready = deadline_wait(&deadline, h->pidfd, POLLIN);
        if (ready <= 0)
            return ready;
        int known = end_learn(h, &deadline);
        if (known == 0) /* a tracer has it, for a moment */
            known = deadline_rest(&deadline);
        if (known <= 0)
            return known;
    }
    return 1;
}

int
process_handle_poll(struct process_handle *h)
{
    return process_handle_join(h, 0);
}

int
process_handle_send_signal(struct process_handle *h, int signal)
{
    if (h->state != PROCESS_STARTED) {
        errno = EINVAL;
        return -1;
    }
    if (pidfd_send(h->pidfd, signal) == 0 || errno == ESRCH)
        return 0;
    return -1;
}

int
process_handle_close(struct process_handle *h)
{
    int in_set = __atomic_load_n(&h->in_set, __ATOMIC_ACQUIRE);
    if (h->state == PROCESS_STARTED &&
        (in_set || process_handle_poll(h) != 1)) {
        errno = EBUSY;
        return -1;
    }
    process_handle_release(h);
    return 0;
}

void
process_handle_release(struct process_handle *h)
{
    if (h->state == PROCESS_STARTED)
        pipe_close(&h->pidfd);
    h->state = PROCESS_CLOSED;
}
