#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* The start method fork: Lib/multiprocessing/popen_fork.py. */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process_internal.h"
#include "process_pipe.h"

/* CPython: popen_fork.Popen._launch(), with `copy` for os.fork(). */
int
popen_fork_copy(struct process *p, pid_t (*copy)(void))
{
    struct pipes pipes;
    if (pipes_open(&pipes) == -1)
        return -1;
    p->lifeline = pipes.child_r; /* the worker's; set there it copies a page */
    pid_t pid = copy();
    switch (pid) {
    case -1: /* no worker was started */
        pipes_close_parent(&pipes);
        pipes_close_child(&pipes);
        return -1;
    case 0: /* the worker */
        pipes_close_parent(&pipes);
        return 1;
    default: /* the parent */
        pipes_close_child(&pipes);
        p->pid = pid;
        p->sentinel = pipes.parent_r;
        p->lifeline = pipes.parent_w;
        return 0;
    }
}

static int
launch(struct process *p)
{
    int worker = popen_fork_copy(p, fork);
    if (worker == 1)
        _exit(child_run(p->target, p->argument));
    return worker;
}

/* CPython: popen_fork.Popen.poll(). Where that takes every error for "not yet",
 * so that exitcode is None for ever, the error is returned. */
int
popen_fork_poll(struct process *p, int flag)
{
    int status, exitcode;
    pid_t pid = waitpid(p->pid, &status, flag);
    if (pid <= 0)
        return pid;
    if (popen_exitcode(status, &exitcode) == -1)
        return -1;
    popen_ended(p, status, exitcode);
    return 1;
}

const struct popen popen_fork = {launch, popen_fork_poll};
