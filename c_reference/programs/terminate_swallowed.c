#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that takes SIGTERM for a question.
 *
 * The C twin of terminate_swallowed.py: Process.terminate() is kill() with
 * SIGTERM, which a handler can swallow; nothing swallows SIGKILL.
 *
 * Build:  cc -o terminate_swallowed terminate_swallowed.c
 * Prints: Worker: ready
 *         Worker: not now
 *         Terminated, and alive
 *         Killed
 */
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

static int said[2];

static void
not_now(int number)
{
    (void)number;
    if (write(said[1], "not now", 8) == -1)
        _exit(EXIT_FAILURE);
}

int
main(void)
{
    pid_t pid = pipe(said) == -1 ? -1 : fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        signal(SIGTERM, not_now);
        for (ssize_t n = write(said[1], "ready", 6); n == 6;)
            pause();
        _exit(EXIT_FAILURE);
    }

    char word[8];
    for (int i = 0; i < 2 && read(said[0], word, sizeof word) > 0; i++) {
        printf("Worker: %s\n", word);
        if (i == 0)
            kill(pid, SIGTERM); /* now that the handler is there */
    }
    if (waitpid(pid, NULL, WNOHANG) == 0)
        puts("Terminated, and alive");
    kill(pid, SIGKILL);
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    puts("Killed");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
