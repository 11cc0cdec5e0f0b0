#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* process.h for a Python process. */
#include "python_process.h"

#include <errno.h>
#include <stdlib.h>

static int
result_or_error(int result)
{
    return result == -1 ? -errno : result;
}

int
python_join(struct process *p, double timeout)
{
    return result_or_error(process_join(p, timeout));
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
    ready = result_or_error(process_wait_any(many, n, timeout));
    for (int i = 0; i < ready; i++)
        sentinels[i] = (int)(many[i] - all);
out:
    free(many);
    free(all);
    return ready;
}
