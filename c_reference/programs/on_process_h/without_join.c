#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Start a worker and do not wait for it.
 *
 * The C twin of without_join.py under the start method that the environment
 * names: PROCESS_START_METHOD=spawn, forkserver or fork. Nothing orders the
 * parent's line and the worker's. Return from main() waits for nobody: under
 * fork and spawn the worker becomes an orphan, under forkserver it keeps the
 * server, its parent, alive.
 * (multiprocessing joins every child that is left before it exits.)
 *
 * Build:  cc -I../../process -o without_join without_join.c
 *         ../../process/process*.c
 * Prints: in any order, but the worker's second line after its first:
 *         Parent process completed
 *         Starting worker
 *         Worker completed
 */
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

    puts("Parent process completed");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
