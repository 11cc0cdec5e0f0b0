#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that gets a Ctrl-C.
 *
 * The C twin of sigint_in_worker.py: SIGINT ends a C program, and its parent is
 * told of the signal. What Python would show of this is exitcode -2.
 *
 * Build:  cc -o sigint_in_worker sigint_in_worker.c
 * Prints: Worker: ready
 *         exitcode -2
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

int
main(void)
{
    int said[2];
    if (pipe(said) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        signal(SIGINT, SIG_DFL); /* a shell's background job ignores it */
        for (ssize_t n = write(said[1], "ready", 6); n == 6;)
            pause();
    }

    char word[6];
    if (read(said[0], word, sizeof word) == -1)
        die("read");
    printf("Worker: %s\n", word);
    if (kill(pid, SIGINT) == -1)
        die("kill");
    int status;
    if (waitpid(pid, &status, 0) == -1)
        die("waitpid");
    if (WIFSIGNALED(status))
        printf("exitcode -%d\n", WTERMSIG(status));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
