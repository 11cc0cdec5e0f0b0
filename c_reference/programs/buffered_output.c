#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A line that one process prints, and two write.
 *
 * The C twin of buffered_output.py: what is in the buffer of stdout when fork()
 * is called is in the worker's copy, too, and each writes its own. Process
 * empties the buffers before it forks.
 *
 * Build:  cc -o buffered_output buffered_output.c
 * Prints: Before the fork
 *         Worker completed
 *         Before the fork
 *         Joined
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
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ); /* as if into a file */
    puts("Before the fork");
    /* fflush(NULL) is missing here */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
