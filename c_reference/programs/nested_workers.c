#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that has a worker of its own.
 *
 * The C twin of nested_workers.py: each process waits for its own child, and
 * what it waits for includes that.
 *
 * Build:  cc -o nested_workers nested_workers.c
 * Prints: Worker of the worker completed
 *         Worker completed
 *         Parent process completed
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void
die(const char *call)
{
    perror(call);
    exit(EXIT_FAILURE);
}

static void
inner(void)
{
    puts("Worker of the worker completed");
}

static void
run_and_join(void (*work)(void))
{
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        work();
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
}

static void
outer(void)
{
    run_and_join(inner);
    puts("Worker completed");
}

int
main(void)
{
    run_and_join(outer);
    puts("Parent process completed");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
