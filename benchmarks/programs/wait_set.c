#define _GNU_SOURCE /* close_range() */
/* SPDX-License-Identifier: MIT */
/*
 * wait_set N: start N workers, and wait for them as they end, one after the
 * other: the one in the middle of those that are left is told to.
 *
 * The twin of wait_set.py, which prints the same.
 * Prints: the nanoseconds of processor time of this process, without the starts
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "process_set.h"

static long long
used(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* The pidfds of those before it are of no use to it. */
static int
worker(void *argument)
{
    (void)argument;
    close_range(STDERR_FILENO + 1, ~0U, 0);
    for (;;)
        pause();
}

int
main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 100;
    struct process_handle *all = calloc(n, sizeof *all), *ended;
    struct process_handle **left = calloc(n, sizeof(struct process_handle *));
    struct process_set set;
    if (all == NULL || left == NULL || process_set_open(&set) == -1)
        return EXIT_FAILURE;
    for (size_t i = 0; i < n; i++) {
        left[i] = &all[i];
        all[i].target = worker;
        if (process_handle_start(&all[i]) == -1 ||
            process_set_add(&set, &all[i]) == -1)
            return EXIT_FAILURE;
    }
    long long start = used();
    for (; n > 0; n--) {
        struct process_handle *chosen = left[n / 2];
        process_handle_send_signal(chosen, SIGKILL);
        if (process_set_wait(&set, &ended, 1, PROCESS_FOREVER) != 1 ||
            ended != chosen || process_handle_close(ended) == -1)
            return EXIT_FAILURE;
        left[n / 2] = left[n - 1];
    }
    printf("%lld\n", used() - start);
    process_set_close(&set);
    free(left);
    free(all);
    return EXIT_SUCCESS;
}
