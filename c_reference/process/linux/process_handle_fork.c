#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
#include "process_handle_fork.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process_pidfd.h"
#include "process_pipe.h"

struct gate {
    int worker_end, parent_end;
};

static void
gate_close(struct gate *gate)
{
    pipe_close(&gate->worker_end);
    pipe_close(&gate->parent_end);
}

/* In the worker. End of file instead of a byte: the parent has ended, and there
 * is nobody to work for. */
static void
gate_pass(struct gate *gate)
{
    char may_begin = 0;
    pipe_close(&gate->parent_end);
    if (pipe_read(gate->worker_end, &may_begin, 1) == -1 || !may_begin)
        _exit(EXIT_FAILURE);
    pipe_close(&gate->worker_end);
}

/* In the parent. A byte, not only the close: a worker that another thread forks
 * meanwhile has a copy of this end, and may keep it. The parent has the other
 * end still, so that no SIGPIPE comes if the worker was killed. */
static void
gate_answer(struct gate *gate, char may_begin)
{
    pipe_write(gate->parent_end, &may_begin, 1);
    gate_close(gate);
}

int
handle_fork(struct process_handle *h, pid_t (*copy)(void))
{
    struct gate gate;
    if (pipe_open(&gate.worker_end, &gate.parent_end) == -1)
        return -1;
    pid_t pid = copy();
    if (pid == 0) {
        gate_pass(&gate);
        return 1;
    }
    int pidfd = pid == -1 ? -1 : pidfd_from_pid(pid);
    int error = errno;
    gate_answer(&gate, pidfd != -1);
    if (pidfd == -1) {
        while (pid != -1 && waitpid(pid, NULL, 0) == -1 && errno == EINTR)
            ; /* it is about to end */
        errno = error;
        return -1;
    }
    h->pid = pid;
    h->pidfd = pidfd;
    h->state = PROCESS_STARTED;
    return 0;
}
