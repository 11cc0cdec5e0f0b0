#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* The start methods by number and by name. What they share is below them, in
 * process_popen.c; what works with any of them is above. */
#include <stdlib.h>
#include <string.h>

#include "process_internal.h"

const struct popen *const popens[] = {
    [PROCESS_FORK] = &popen_fork,
    [PROCESS_SPAWN] = &popen_spawn,
    [PROCESS_FORKSERVER] = &popen_forkserver,
};

/* CPython: multiprocessing.context.DefaultContext. */
enum process_method
popen_method(int method)
{
    static const char *const names[] = {
        [PROCESS_FORK] = "fork",
        [PROCESS_SPAWN] = "spawn",
        [PROCESS_FORKSERVER] = "forkserver",
    };
    const char *name = getenv("PROCESS_START_METHOD");
    if (method == PROCESS_DEFAULT && name == NULL)
        return PROCESS_FORK;
    for (int i = PROCESS_FORK; i <= PROCESS_FORKSERVER; i++)
        if (method == i ||
            (method == PROCESS_DEFAULT && strcmp(name, names[i]) == 0))
            return (enum process_method)i;
    return PROCESS_DEFAULT;
}
