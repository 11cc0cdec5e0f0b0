#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that is stopped, as by Ctrl-Z.
 *
 * The C twin of stopped_worker.py: it has not ended, so the wait for its end
 * goes on. waitpid() tells of a stop only who asks for it by WUNTRACED.
 *
 * Build:  cc -o stopped_worker stopped_worker.c
 * Prints: Stopped, and not joined
 *         Worker completed
 *         Joined
 */
#include <poll.h>
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
    int said[2], go[2], sentinel[2];
    if (pipe(said) == -1 || pipe(go) == -1 || pipe(sentinel) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (write(said[1], "r", 1) == 1 && read(go[0], &byte, 1) == 1)
            puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(sentinel[1]); /* the worker alone holds it now */

    char ready;
    if (read(said[0], &ready, 1) == -1 || kill(pid, SIGSTOP) == -1 ||
        write(go[1], "g", 1) == -1)
        die("read, kill or write");
    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    if (poll(&ended, 1, 200) == 0)
        puts("Stopped, and not joined");
    fflush(stdout);
    if (kill(pid, SIGCONT) == -1 || waitpid(pid, NULL, 0) == -1)
        die("kill or waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
