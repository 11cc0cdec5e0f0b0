#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Start, signal and close: the class BaseProcess of
 * Lib/multiprocessing/process.py. */
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "process_internal.h"
#include "process_pipe.h"

/* CPython: BaseProcess.start(), without its call of _cleanup(), which polls
 * all other workers; util._flush_std_streams(), so that a copy of this process
 * has no copy of unwritten output; Popen._launch(). */
int
process_start(struct process *p)
{
    enum process_method method = popen_method(p->method);
    if (method == PROCESS_DEFAULT || p->target == NULL ||
        p->state != PROCESS_NEW) {
        errno = EINVAL;
        return -1;
    }
    if (fflush(stdout) == EOF || fflush(stderr) == EOF)
        return -1;
    int given = p->method;
    p->method = (int)method;
    p->parent_pid = getpid();
    if (popens[method]->launch(p) == -1) {
        p->method = given;
        return -1;
    }
    p->state = PROCESS_STARTED;
    return 0;
}

/* CPython: popen_fork.Popen._send_signal(), which gives an error a tenth of a
 * second to turn into the worker's end. */
int
process_send_signal(struct process *p, int signal)
{
    int ended = popen_is_ended(p);
    if (ended != 0)
        return ended == 1 ? 0 : -1;
    if (kill(p->pid, signal) == 0 || errno == ESRCH)
        return 0;
    int error = errno;
    if (process_join(p, 0.1) == 1)
        return 0;
    errno = error;
    return -1;
}

/* CPython: Popen.terminate(). */
int
process_terminate(struct process *p)
{
    return process_send_signal(p, SIGTERM);
}

/* CPython: Popen.kill(). */
int
process_kill(struct process *p)
{
    return process_send_signal(p, SIGKILL);
}

/* CPython: BaseProcess.close(). */
int
process_close(struct process *p)
{
    if (p->state == PROCESS_STARTED && process_poll(p) != 1) {
        errno = EBUSY;
        return -1;
    }
    process_release(p);
    return 0;
}

/* CPython: the finalizer of a Popen, and util.Finalize.__call__(), which
 * ignores it in another process. */
void
process_release(struct process *p)
{
    if (p->state != PROCESS_NEW && p->parent_pid == getpid()) {
        pipe_close(&p->sentinel);
        pipe_close(&p->lifeline);
    }
    p->state = PROCESS_CLOSED;
}
