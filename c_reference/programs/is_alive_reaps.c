#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A look that takes the status.
 *
 * The C twin of is_alive_reaps.py: Process.is_alive() is waitpid() with
 * WNOHANG, and of a worker that has ended this takes the status as any other
 * wait does.
 *
 * Build:  cc -o is_alive_reaps is_alive_reaps.c
 * Prints: Worker completed
 *         is_alive() has taken the status
 *         Nothing is left for a wait
 */
#include <errno.h>
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
    int sentinel[2];
    if (pipe(sentinel) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(sentinel[1]); /* the worker alone holds it now */

    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    if (poll(&ended, 1, -1) == -1)
        die("poll");
    while (waitpid(pid, NULL, WNOHANG) == 0)
        ; /* its end closes a moment before the worker has ended */
    puts("is_alive() has taken the status");
    if (waitpid(pid, NULL, 0) == -1 && errno == ECHILD)
        puts("Nothing is left for a wait");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
