#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker whose parent ends first.
 *
 * The C twin of orphan.py: nothing is joined. The read end of the pipe tells
 * the worker when its parent, who alone holds the other end, has ended.
 *
 * Build:  cc -o orphan orphan.c
 * Prints: Parent process completed
 *         Worker: my parent has ended
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
    int lifeline[2];
    if (pipe(lifeline) == -1)
        die("pipe");
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        close(lifeline[1]); /* or it would wait for itself */
        if (read(lifeline[0], &byte, 1) == 0)
            puts("Worker: my parent has ended");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    puts("Parent process completed");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
