#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* process.h for a Python process. */
#include "python_process.h"

#include <errno.h>

int
python_join(struct process *p)
{
    int ended = process_join(p, PROCESS_FOREVER);
    if (ended == 1)
        return p->exitcode;
    return errno == EINTR ? PYTHON_INTERRUPTED : PYTHON_LOST;
}

int
python_sentinels_wait(const int *fds, size_t n, double timeout, size_t *ready)
{
    int found = process_sentinels_wait(fds, n, timeout, ready);
    return found == -1 ? -errno : found;
}
