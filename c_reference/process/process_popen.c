#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* What the start methods share: a worker's run, and its end. */
#include "process_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

/* Other threads may wait for the same worker: what they read after the state
 * must have been written before it. */
void
popen_ended(struct process *p, int status, int exitcode)
{
    __atomic_store_n(&p->status, status, __ATOMIC_RELAXED);
    __atomic_store_n(&p->exitcode, exitcode, __ATOMIC_RELAXED);
    __atomic_store_n(&p->state, PROCESS_ENDED, __ATOMIC_RELEASE);
}

int
popen_is_ended(const struct process *p)
{
    switch (__atomic_load_n(&p->state, __ATOMIC_ACQUIRE)) {
    case PROCESS_ENDED:
        return 1;
    case PROCESS_STARTED:
        /* kill() and waitpid() take 0 and less for many processes */
        if (p->pid > 0 && PROCESS_FORK <= p->method &&
            p->method <= PROCESS_FORKSERVER)
            return 0;
        break;
    default:
        break;
    }
    errno = EINVAL;
    return -1;
}

int
popen_exitcode(int status, int *exitcode)
{
    if (WIFEXITED(status))
        *exitcode = WEXITSTATUS(status);
    else if (WIFSIGNALED(status))
        *exitcode = -WTERMSIG(status);
    else {
        errno = EINVAL;
        return -1;
    }
    return 0;
}

/* CPython: BaseProcess._bootstrap(). */
int
child_run(int (*target)(void *argument), void *argument)
{
    int status = target(argument);
    int lost = (fflush(stdout) == EOF) | (fflush(stderr) == EOF);
    return lost ? EXIT_FAILURE : status;
}
