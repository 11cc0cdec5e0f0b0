#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that has written more than a pipe holds.
 *
 * The C twin of undrained_queue.py: write() waits for a reader when the pipe is
 * full, at 64 KiB as a rule (pipe(7)).
 *
 * Build:  cc -o undrained_queue undrained_queue.c
 * Prints: The worker waits until somebody reads
 *         Read 200000 bytes
 *         Joined
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
    static char bytes[200000];
    int queue[2], sentinel[2];
    if (pipe(queue) == -1 || pipe(sentinel) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0)
        _exit(write(queue[1], bytes, sizeof bytes) == sizeof bytes
                  ? EXIT_SUCCESS
                  : EXIT_FAILURE);
    close(sentinel[1]); /* the worker alone holds both now */
    close(queue[1]);

    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    if (poll(&ended, 1, 500) == 0)
        puts("The worker waits until somebody reads");
    fflush(stdout);
    size_t total = 0;
    for (ssize_t n; (n = read(queue[0], bytes, sizeof bytes)) > 0;)
        total += (size_t)n;
    printf("Read %zu bytes\n", total);
    fflush(stdout);
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
