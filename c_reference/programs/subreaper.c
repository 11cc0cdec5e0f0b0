#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A parent that adopts what its worker leaves behind.
 *
 * The C twin of subreaper.py: after prctl() a process gets the orphans among
 * its descendants, in the place of the first process of the system.
 *
 * Build:  cc -o subreaper subreaper.c
 * Prints: in any order, but the last one:
 *         Grandchild completed
 *         Joined the worker
 *         Reaped the grandchild
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
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
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == -1)
        die("prctl");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        if (fork() != 0)
            _exit(EXIT_SUCCESS); /* the worker */
        puts("Grandchild completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    puts("Joined the worker");
    fflush(stdout);
    if (wait(NULL) == -1)
        die("wait");
    puts("Reaped the grandchild");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
