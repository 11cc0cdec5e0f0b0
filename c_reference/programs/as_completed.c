#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Handle workers as they end: worker 2 is the first here.
 *
 * The C twin of as_completed.py: each worker alone holds the writing end of a
 * pipe, so that poll() of the reading ends tells who has ended.
 *
 * Build:  cc -o as_completed as_completed.c
 * Prints: Worker 2 completed
 *         Handled worker 2
 *         Worker 1 completed
 *         Handled worker 1
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

static int go[2][2], sentinel[2][2];

static pid_t
start(int i)
{
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (read(go[i][0], &byte, 1) == 1)
            printf("Worker %d completed\n", i + 1);
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(sentinel[i][1]); /* the worker alone holds it now */
    return pid;
}

int
main(void)
{
    pid_t pids[2];
    struct pollfd ends[2];
    for (int i = 0; i < 2; i++) {
        if (pipe(go[i]) == -1 || pipe(sentinel[i]) == -1)
            die("pipe");
        pids[i] = start(i);
        ends[i] = (struct pollfd){.fd = sentinel[i][0], .events = POLLIN};
    }
    for (int next = 1, left = 2; left > 0; left--, next = 0) {
        if (write(go[next][1], "g", 1) == -1 || poll(ends, 2, -1) == -1)
            die("write or poll");
        int i = ends[1].revents != 0 ? 1 : 0;
        if (waitpid(pids[i], NULL, 0) == -1)
            die("waitpid");
        printf("Handled worker %d\n", i + 1);
        fflush(stdout);
        ends[i] = (struct pollfd){.fd = -1}; /* left out from now on */
    }
    return EXIT_SUCCESS;
}
