#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* Wait for the process itself, and not for what it holds.
 *
 * The C twin of robust_join.py: a pidfd is ready when the process has ended,
 * whatever it has closed or executed. waitpid() then does not wait.
 *
 * Build:  cc -o robust_join robust_join.c
 * Prints: Time is up, the worker still runs
 *         Worker completed
 *         Joined: exitcode 0
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void
die(const char *call)
{
    perror(call);
    exit(EXIT_FAILURE);
}

static int
ended(int pidfd, int milliseconds)
{
    struct pollfd end = {.fd = pidfd, .events = POLLIN};
    return poll(&end, 1, milliseconds);
}

int
main(void)
{
    int go[2];
    if (pipe(go) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        for (int fd = 3; fd < 100; fd++)
            if (fd != go[0])
                close(fd);
        if (read(go[0], &byte, 1) == 1)
            puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }

    int status, pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (ended(pidfd, 200) == 0)
        puts("Time is up, the worker still runs");
    fflush(stdout);
    if (write(go[1], "g", 1) == -1 || ended(pidfd, -1) == -1 ||
        waitpid(pid, &status, 0) == -1)
        die("write, poll or waitpid");
    printf("Joined: exitcode %d\n", WEXITSTATUS(status));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
