#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Ask whether a worker has ended, and do not wait.
 *
 * The C twin of join_zero.py: Process.join(0) is a poll() that does not wait,
 * of a pipe whose writing end the worker alone holds.
 *
 * Build:  cc -o join_zero join_zero.c
 * Prints: join(0) has returned
 *         Worker completed
 *         join() has returned
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

int
main(void)
{
    int go[2], sentinel[2];
    if (pipe(go) == -1 || pipe(sentinel) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (read(go[0], &byte, 1) == 1)
            puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(sentinel[1]); /* the worker alone holds it now */

    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    if (poll(&ended, 1, 0) == 0)
        puts("join(0) has returned");
    fflush(stdout);
    if (write(go[1], "g", 1) == -1)
        die("write");
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    puts("join() has returned");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
