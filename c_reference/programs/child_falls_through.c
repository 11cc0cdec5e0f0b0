#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that does what its parent should do.
 *
 * The C twin of child_falls_through.py: fork() returns twice, and who forgets
 * _exit() in the worker has two processes in the rest of the program.
 *
 * Build:  cc -o child_falls_through child_falls_through.c
 * Prints: Worker completed
 *         What follows, executed by the worker
 *         What follows, executed by the parent
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

int
main(void)
{
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0)
        puts("Worker completed"); /* and _exit() is missing here */
    else if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    printf("What follows, executed by %s\n",
           pid == 0 ? "the worker" : "the parent");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
