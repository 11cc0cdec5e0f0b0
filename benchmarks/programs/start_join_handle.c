#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/*
 * start_join_handle WAY N: start and join workers that do nothing, N times: by
 * handles, by process.h, or by fork() and waitpid() alone, as the floor.
 *
 * Prints: the nanoseconds that it took
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "process_handle.h"

static long long
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int
worker(void *argument)
{
    (void)argument;
    return EXIT_SUCCESS;
}

static int
by_handle(void)
{
    struct process_handle h = {.target = worker};
    return process_handle_start(&h) == -1 ||
           process_handle_join(&h, PROCESS_FOREVER) != 1 ||
           process_handle_close(&h) == -1;
}

static int
by_process(void)
{
    struct process p = {.target = worker, .method = PROCESS_FORK};
    return process_start(&p) == -1 || process_join(&p, PROCESS_FOREVER) != 1 ||
           process_close(&p) == -1;
}

static int
by_fork(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(worker(NULL));
    return pid == -1 || waitpid(pid, &status, 0) != pid || status != 0;
}

int
main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    int (*once)(void) = strcmp(argv[1], "handle") == 0    ? by_handle
                        : strcmp(argv[1], "process") == 0 ? by_process
                                                          : by_fork;
    int n = atoi(argv[2]);
    long long start = 0;
    for (int i = 0; i <= n; i++) {
        if (i == 1) /* the first finds the addresses of libc's functions */
            start = now();
        if (once() != 0)
            return EXIT_FAILURE;
    }
    printf("%lld\n", now() - start);
    return EXIT_SUCCESS;
}
