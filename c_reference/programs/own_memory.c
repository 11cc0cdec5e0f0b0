#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that changes a variable of its parent.
 *
 * The C twin of own_memory.py: fork() gives the worker a copy of all memory,
 * and what it writes there nobody else sees.
 *
 * Build:  cc -o own_memory own_memory.c
 * Prints: Worker: the count is 1
 *         Parent: the count is 0
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

static int count;

int
main(void)
{
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        count++;
        printf("Worker: the count is %d\n", count);
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    while (waitpid(pid, NULL, 0) == -1)
        if (errno != EINTR)
            die("waitpid");
    printf("Parent: the count is %d\n", count);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
