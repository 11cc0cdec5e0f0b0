#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Wait for whichever of two workers ends first.
 *
 * The C twin of wait_for_any.py: wait() takes any child, where
 * multiprocessing.connection.wait() polls the sentinels of all.
 *
 * Build:  cc -o wait_for_any wait_for_any.c
 * Prints: in any order, but the last two in this one:
 *         Worker 1 completed
 *         Worker 2 completed
 *         One of them has ended
 *         Both have ended
 */
#include <errno.h>
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
start(int number)
{
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        printf("Worker %d completed\n", number);
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
}

static void
join_any(void)
{
    while (wait(NULL) == -1)
        if (errno != EINTR)
            die("wait");
}

int
main(void)
{
    start(1);
    start(2);
    join_any();
    puts("One of them has ended");
    join_any();
    puts("Both have ended");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
