#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that a signal ends.
 *
 * The C twin of killed.py: Process.kill() is kill(), and what exitcode shows
 * as -9 is WTERMSIG() of the status word.
 *
 * Build:  cc -o killed killed.c
 * Prints: killed by signal 9
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
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0)
        for (;;)
            pause();
    if (kill(pid, SIGKILL) == -1)
        die("kill");

    int status;
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)
            die("waitpid");
    if (WIFSIGNALED(status))
        printf("killed by signal %d\n", WTERMSIG(status));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
