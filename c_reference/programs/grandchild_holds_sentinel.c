#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that leaves a child of its own behind.
 *
 * The C twin of grandchild_holds_sentinel.py under fork: the grandchild has a
 * copy of the sentinel's writing end, so poll() waits on, though the worker has
 * ended; waitpid() is about the worker alone.
 *
 * Build:  cc -o grandchild_holds_sentinel grandchild_holds_sentinel.c
 * Prints: Joined: exitcode 0
 *         Grandchild completed
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
        if (fork() == 0 && read(go[0], &byte, 1) == 1)
            puts("Grandchild completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(sentinel[1]);

    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    siginfo_t info;
    int status;
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == -1 ||
        poll(&ended, 1, 500) == -1 || waitpid(pid, &status, 0) == -1)
        die("waitid, poll or waitpid");
    printf("Joined: exitcode %d\n", WEXITSTATUS(status));
    fflush(stdout);
    if (write(go[1], "g", 1) == -1)
        die("write");
    return EXIT_SUCCESS;
}
