#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that waits for an end of file, and prevents it.
 *
 * The C twin of pipe_end_not_closed.py under fork: the worker has a copy of the
 * writing end, so the pipe has a writer as long as it waits.
 *
 * Build:  cc -o pipe_end_not_closed pipe_end_not_closed.c
 * Prints: Worker: nothing, for I could still write it myself
 *         Joined
 */
#include <poll.h>
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
    int data[2];
    if (pipe(data) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        /* close(data[1]) is missing here */
        struct pollfd input = {.fd = data[0], .events = POLLIN};
        if (poll(&input, 1, 1000) == 0)
            puts("Worker: nothing, for I could still write it myself");
        else
            puts("Worker: end of file");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(data[1]);
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
