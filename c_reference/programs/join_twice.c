#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Join a worker that has been joined.
 *
 * The C twin of join_twice.py. Process remembers the exit status and calls
 * nothing; the kernel has forgotten the child, and waitpid() fails with
 * ECHILD.
 *
 * Build:  cc -o join_twice join_twice.c
 * Prints: Worker completed
 *         Joined once
 *         Joined twice
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
join(pid_t pid)
{
    while (waitpid(pid, NULL, 0) == -1)
        if (errno != EINTR)
            return -1;
    return 0;
}

int
main(void)
{
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (join(pid) == -1)
        die("waitpid");
    puts("Joined once");
    if (join(pid) == -1 && errno == ECHILD)
        puts("Joined twice");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
