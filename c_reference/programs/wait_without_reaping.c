#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Look at the status of a worker, and leave it.
 *
 * The C twin of wait_without_reaping.py: with WNOWAIT waitid() waits for the
 * end and tells the status, and the worker stays the zombie that it is.
 *
 * Build:  cc -o wait_without_reaping wait_without_reaping.c
 * Prints: Looked: exit status 3
 *         Joined: exit status 3
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
        _exit(3);

    siginfo_t seen;
    if (waitid(P_PID, (id_t)pid, &seen, WEXITED | WNOWAIT) == -1)
        die("waitid");
    printf("Looked: exit status %d\n", seen.si_status);
    int status;
    if (waitpid(pid, &status, 0) == -1)
        die("waitpid");
    printf("Joined: exit status %d\n", WEXITSTATUS(status));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
