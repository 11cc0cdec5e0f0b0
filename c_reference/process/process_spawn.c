#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* The start method spawn: Lib/multiprocessing/popen_spawn_posix.py. */
#include <unistd.h>

#include "process_image.h"
#include "process_internal.h"
#include "process_message.h"
#include "process_pipe.h"

/* CPython: popen_spawn_posix.Popen._launch(), which writes only after the
 * spawn: what is more than the pipe holds must have a reader. */
static int
launch(struct process *p)
{
    struct pipes pipes;
    if (pipes_open(&pipes) == -1)
        return -1;
    pid_t pid = -1;
    if (message_write(pipes.parent_w, p) == 0)
        pid = image_start(IMAGE_WORKER, pipes.child_r, pipes.child_w);
    pipes_close_child(&pipes);
    if (pid == -1) {
        pipes_close_parent(&pipes);
        return -1;
    }
    p->pid = pid;
    p->sentinel = pipes.parent_r;
    p->lifeline = pipes.parent_w;
    return 0;
}

const struct popen popen_spawn = {launch, popen_fork_poll};
