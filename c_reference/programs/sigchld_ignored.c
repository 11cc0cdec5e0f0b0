#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Wait for a worker while SIGCHLD is ignored.
 *
 * The C twin of sigchld_ignored.py. The kernel then keeps no zombie: waitpid()
 * blocks until the worker has ended, and fails with ECHILD.
 *
 * Build:  cc -o sigchld_ignored sigchld_ignored.c
 * Prints: Worker completed
 *         Joined, and its exit status is lost
 */
#include <errno.h>
#include <signal.h>
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
    signal(SIGCHLD, SIG_IGN);
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }

    int status;
    while (waitpid(pid, &status, 0) == -1) {
        if (errno == EINTR)
            continue;
        if (errno != ECHILD)
            die("waitpid");
        puts("Joined, and its exit status is lost");
        break;
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
