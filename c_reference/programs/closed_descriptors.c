#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that closes all its descriptors, as daemons do.
 *
 * The C twin of closed_descriptors.py under fork: the sentinel goes with them,
 * so poll() takes the worker for ended, and waitpid() waits until it is.
 *
 * Build:  cc -o closed_descriptors closed_descriptors.c
 * Prints: join(0.2) has waited for the end
 *         exitcode 0
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
    int said[2], sentinel[2];
    if (pipe(said) == -1 || pipe(sentinel) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        for (int fd = 3; fd < 100; fd++)
            if (fd != said[1])
                close(fd);
        if (write(said[1], "c", 1) == 1)
            sleep(1);
        _exit(EXIT_SUCCESS);
    }
    close(sentinel[1]); /* the worker alone holds it now */

    char closed;
    if (read(said[0], &closed, 1) == -1)
        die("read");
    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    int status;
    if (poll(&ended, 1, 200) == 0) {
        puts("join(0.2) has returned in time");
        fflush(stdout);
    }
    if (waitpid(pid, &status, 0) == -1)
        die("waitpid");
    if (ended.revents != 0)
        puts("join(0.2) has waited for the end");
    printf("exitcode %d\n", WEXITSTATUS(status));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
