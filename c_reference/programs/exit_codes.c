#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* What a worker says with its exit status.
 *
 * The C twin of exit_codes.py: Process.exitcode is WEXITSTATUS(), which has
 * eight bits: of 300 it keeps 44.
 *
 * Build:  cc -o exit_codes exit_codes.c
 * Prints: exit status 0
 *         exit status 3
 *         exit status 44
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

static int
exit_status(int wanted)
{
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0)
        _exit(wanted);
    int status;
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)
            die("waitpid");
    return WEXITSTATUS(status);
}

int
main(void)
{
    printf("exit status %d\n", exit_status(0));
    printf("exit status %d\n", exit_status(3));
    printf("exit status %d\n", exit_status(300));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
