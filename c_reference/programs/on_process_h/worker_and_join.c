#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Start a worker, wait until it has ended, go on.
 *
 * The C twin of worker_and_join.py under the start method that the environment
 * names: PROCESS_START_METHOD=spawn, forkserver or fork. Process.start() is
 * process_start(), Process.join() is process_join().
 *
 * Build:  cc -I../../process -o worker_and_join worker_and_join.c
 *         ../../process/process*.c
 * Prints: Starting worker
 *         Worker completed
 *         Parent process completed
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "process.h"

static _Noreturn void
die(const char *call)
{
    perror(call);
    exit(EXIT_FAILURE);
}

static int
worker(void *argument)
{
    (void)argument;
    puts("Starting worker");
    for (unsigned left = 2; left > 0; left = sleep(left))
        ; /* a signal cuts sleep() short: sleep what is left */
    puts("Worker completed");
    return EXIT_SUCCESS;
}

static const struct process_worker workers[] = {{"worker", worker},
                                                {NULL, NULL}};

int
main(int argc, char **argv)
{
    process_main(argc, argv, workers);

    struct process p = {.target = worker};
    if (process_start(&p) == -1)
        die("process_start");
    while (process_join(&p, PROCESS_FOREVER) == -1)
        if (errno != EINTR) /* a signal is no reason to stop waiting */
            die("process_join");

    puts("Parent process completed");
    if (p.exitcode != EXIT_SUCCESS)
        fprintf(stderr, "worker: exit code %d\n", p.exitcode);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
