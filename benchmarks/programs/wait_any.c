#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/*
 * wait_any N: wait for N workers as they end, one after the other. A worker is
 * a pipe here, all in this process: its end is that the writer is closed.
 *
 * The twin of wait_any.py, which prints the same.
 * Prints: the nanoseconds that it took
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

static long long
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* The one in the middle ends, and is the first to be found. */
static int
next(struct process **many, size_t n)
{
    struct process *chosen = many[n / 2];
    close(chosen->lifeline);
    if (process_wait_any(many, n, PROCESS_FOREVER) != 1 || many[0] != chosen)
        return -1;
    many[0] = many[n - 1];
    return 0;
}

int
main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 100;
    struct process *all = calloc(n, sizeof *all);
    struct process **many = calloc(n, sizeof(struct process *));
    if (all == NULL || many == NULL)
        return EXIT_FAILURE;
    for (size_t i = 0; i < n; i++) {
        int fds[2];
        if (pipe(fds) == -1)
            return EXIT_FAILURE;
        all[i] = (struct process){.method = PROCESS_FORK,
                                  .state = PROCESS_STARTED,
                                  .pid = getpid(),
                                  .sentinel = fds[0],
                                  .lifeline = fds[1]};
        many[i] = &all[i];
    }
    long long start = now();
    for (size_t left = n; left > 0; left--)
        if (next(many, left) == -1)
            return EXIT_FAILURE;
    printf("%lld\n", now() - start);
    free(many);
    free(all);
    return EXIT_SUCCESS;
}
