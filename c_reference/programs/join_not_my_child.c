#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Join a worker that somebody else has started.
 *
 * The C twin of join_not_my_child.py: waitpid() is for one's own children
 * alone, and fails with ECHILD for a sibling that runs.
 *
 * Build:  cc -o join_not_my_child join_not_my_child.c
 * Prints: Worker 2: not my child, I cannot join it
 *         Parent: both joined
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
    int go[2];
    if (pipe(go) == -1)
        die("pipe");
    pid_t one = fork();
    if (one == -1)
        die("fork");
    if (one == 0) {
        char byte;
        _exit(read(go[0], &byte, 1) == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    pid_t two = fork();
    if (two == -1)
        die("fork");
    if (two == 0) {
        if (waitpid(one, NULL, 0) == -1 && errno == ECHILD)
            puts("Worker 2: not my child, I cannot join it");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (waitpid(two, NULL, 0) == -1 || write(go[1], "g", 1) == -1 ||
        waitpid(one, NULL, 0) == -1)
        die("waitpid or write");
    puts("Parent: both joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
