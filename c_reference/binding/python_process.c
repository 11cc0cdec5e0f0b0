#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* process.h for a Python process. */
#include "python_process.h"

#include <errno.h>
#include <stdlib.h>

int
python_join(struct process *p)
{
    int ended = process_join(p, PROCESS_FOREVER);
    if (ended == 1)
        return p->exitcode;
    return errno == EINTR ? PYTHON_INTERRUPTED : PYTHON_LOST;
}

int
python_wait_any(int *sentinels, size_t n, double timeout)
{
    struct process *all = calloc(n + 1, sizeof *all);
    struct process **many = calloc(n + 1, sizeof *many);
    int ready = -ENOMEM;
    if (all == NULL || many == NULL)
        goto out;
    for (size_t i = 0; i < n; i++) {
        all[i] = (struct process){.method = PROCESS_FORK,
                                  .state = PROCESS_STARTED,
                                  .pid = 1, /* of no importance, but there */
                                  .sentinel = sentinels[i]};
        many[i] = &all[i];
    }
    ready = process_wait_any(many, n, timeout);
    if (ready == -1)
        ready = -errno;
    for (int i = 0; i < ready; i++)
        sentinels[i] = (int)(many[i] - all);
out:
    free(many);
    free(all);
    return ready;
}
