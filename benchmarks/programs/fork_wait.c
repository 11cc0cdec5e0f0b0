/* SPDX-License-Identifier: MIT */
/*
 * N times fork() and waitpid(), and nothing else: the time is what they take.
 *
 * Prints: the nanoseconds that it took
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int
main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 500;
    long long start = now();
    for (int i = 0; i < n; i++) {
        int status;
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        if (pid == -1 || waitpid(pid, &status, 0) != pid)
            return EXIT_FAILURE;
    }
    printf("%lld\n", now() - start);
    return EXIT_SUCCESS;
}
