#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Wait for a worker, but not for ever.
 *
 * The C twin of join_timeout.py under the start method fork: Process.join(0.2)
 * is poll() on a pipe whose other end the worker alone holds. It is readable
 * when the worker has ended, and the kernel closes that end.
 *
 * Build:  cc -o join_timeout join_timeout.c
 * Prints: Time is up, the worker still runs
 *         Worker completed
 *         Parent process completed
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
    int go[2], sentinel[2];
    if (pipe(go) == -1 || pipe(sentinel) == -1)
        die("pipe");
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (read(go[0], &byte, 1) == 1)
            puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(sentinel[1]); /* or it would never be readable */

    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    if (poll(&ended, 1, 200) == 0)
        puts("Time is up, the worker still runs");
    fflush(stdout); /* before the worker prints, also into a pipe */
    if (write(go[1], "g", 1) == -1)
        die("write");
    while (waitpid(pid, NULL, 0) == -1)
        if (errno != EINTR)
            die("waitpid");
    puts("Parent process completed");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
