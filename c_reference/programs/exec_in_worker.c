#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that executes another program.
 *
 * The C twin of exec_in_worker.py under fork: the sentinel is closed by the
 * exec, as CPython's is, so poll() takes the worker for ended, and waitpid()
 * waits.
 *
 * Build:  cc -o exec_in_worker exec_in_worker.c
 * Prints: join(0.5) has waited for the end
 *         exitcode 0
 */
#include <fcntl.h>
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
    int said[2], sentinel[2];
    if (pipe(said) == -1 || pipe(sentinel) == -1 ||
        fcntl(sentinel[1], F_SETFD, FD_CLOEXEC) == -1)
        die("pipe or fcntl");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        if (write(said[1], "r", 1) == 1)
            execlp("sleep", "sleep", "2", (char *)NULL);
        _exit(EXIT_FAILURE);
    }
    close(sentinel[1]); /* the worker alone holds it now */

    char ready;
    if (read(said[0], &ready, 1) == -1)
        die("read");
    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    int status;
    if (poll(&ended, 1, 500) == 0) {
        puts("join(0.5) has returned in time");
        fflush(stdout);
    }
    if (waitpid(pid, &status, 0) == -1)
        die("waitpid");
    if (ended.revents != 0)
        puts("join(0.5) has waited for the end");
    printf("exitcode %d\n", WEXITSTATUS(status));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
