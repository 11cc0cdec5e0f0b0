#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker whose thread outlives its function.
 *
 * The C twin of thread_in_worker.py: a process ends with its last thread, if
 * the first one ends by pthread_exit(). With _exit() it would end at once.
 *
 * Build:  cc -pthread -o thread_in_worker thread_in_worker.c
 * Prints: The worker's function returned, its thread runs
 *         Thread completed
 *         Joined
 */
#include <poll.h>
#include <pthread.h>
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

static int go[2], sentinel[2];

static void *
thread(void *unused)
{
    char byte;
    if (read(go[0], &byte, 1) == 1)
        puts("Thread completed");
    fflush(stdout);
    return unused;
}

int
main(void)
{
    if (pipe(go) == -1 || pipe(sentinel) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        pthread_t other;
        if (pthread_create(&other, NULL, thread, NULL) != 0)
            _exit(EXIT_FAILURE);
        pthread_exit(NULL);
    }
    close(sentinel[1]); /* the worker alone holds it now */

    struct pollfd ended = {.fd = sentinel[0], .events = POLLIN};
    if (poll(&ended, 1, 500) == 0)
        puts("The worker's function returned, its thread runs");
    fflush(stdout);
    if (write(go[1], "g", 1) == -1 || waitpid(pid, NULL, 0) == -1)
        die("write or waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
