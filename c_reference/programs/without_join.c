#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Start a worker and do not wait for it.
 *
 * The C twin of without_join.py under the start method fork. Nothing orders
 * the parent's line and the worker's, and nothing keeps the parent: return
 * from main() waits for nobody, so the worker becomes an orphan, which init
 * or another process that adopts orphans will reap.
 * (multiprocessing joins every child that is left before it exits.)
 *
 * Build:  cc -o without_join without_join.c
 * Prints: in any order, but the worker's second line after its first:
 *         Parent process completed
 *         Starting worker
 *         Worker completed
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static _Noreturn void
die(const char *call)
{
    perror(call);
    exit(EXIT_FAILURE);
}

static void
worker(void)
{
    puts("Starting worker");
    for (unsigned left = 2; left > 0; left = sleep(left))
        ; /* a signal cuts sleep() short: sleep what is left */
    puts("Worker completed");
}

int
main(void)
{
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    switch (fork()) {
    case -1: /* no worker was started */
        die("fork");
    case 0: /* the worker: must not run the parent's exit handlers */
        worker();
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    default: /* the parent */
        break;
    }

    puts("Parent process completed");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
