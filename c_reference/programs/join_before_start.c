#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Join a worker before it is there.
 *
 * The C twin of join_before_start.py: a wait without a child fails with ECHILD,
 * where Process raises AssertionError and asks the system nothing.
 *
 * Build:  cc -o join_before_start join_before_start.c
 * Prints: Not started: nobody to join
 *         Worker completed
 *         Joined
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

int
main(void)
{
    if (wait(NULL) == -1 && errno == ECHILD)
        puts("Not started: nobody to join");
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
