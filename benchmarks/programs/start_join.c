#define _GNU_SOURCE /* pipe2() */
/* SPDX-License-Identifier: MIT */
/*
 * start_join WAY METHOD N: start and join workers that do nothing, N times: by
 * the library, or by the bare calls that it makes, to say what it adds to them.
 *
 * Prints: the nanoseconds that it took
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

#define BARE_WORKER "--bare-worker"

extern char **environ;

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

/* What it does in the end, either way. */
static int
bare_worker(void)
{
    int status = worker(NULL);
    fflush(stdout);
    fflush(stderr);
    return status;
}

static const struct process_worker workers[] = {{"worker", worker},
                                                {NULL, NULL}};

static int
by_library(int method)
{
    struct process p = {.target = worker, .method = method};
    return process_start(&p) == -1 || process_join(&p, PROCESS_FOREVER) != 1 ||
           process_close(&p) == -1;
}

static pid_t
bare_fork(const int parent[2], const int child[2])
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    close(parent[0]);
    close(child[1]);
    _exit(bare_worker());
}

static pid_t
bare_spawn(const int parent[2], const int child[2])
{
    static char name[] = "worker", role[] = BARE_WORKER, program[] = "bare";
    char number[16];
    snprintf(number, sizeof number, "%d", child[0]);
    char *argv[] = {program, role, number, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    if (write(child[1], name, sizeof name) != sizeof name)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, child[0], child[0]);
    posix_spawn_file_actions_adddup2(&actions, parent[1], parent[1]);
    if (posix_spawn(&pid, "/proc/self/exe", &actions, NULL, argv, environ) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* Two pipes, as the sentinel and the lifeline: reading end, writing end. */
static int
by_bare_calls(int method)
{
    int parent[2], child[2], status;
    if (fflush(stdout) == EOF || fflush(stderr) == EOF)
        return 1;
    if (pipe2(parent, O_CLOEXEC) == -1 || pipe2(child, O_CLOEXEC) == -1)
        return 1;
    pid_t pid = method == PROCESS_FORK ? bare_fork(parent, child)
                                       : bare_spawn(parent, child);
    close(parent[1]);
    close(child[0]);
    if (pid == -1 || waitpid(pid, &status, 0) != pid)
        return 1;
    close(parent[0]);
    close(child[1]);
    return status != 0;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], BARE_WORKER) == 0) {
        char name[16];
        if (read(atoi(argv[2]), name, sizeof name) <= 0)
            return EXIT_FAILURE;
        return bare_worker();
    }
    process_main(argc, argv, workers);
    if (argc != 4)
        return 2;
    int (*once)(int method) =
        strcmp(argv[1], "library") == 0 ? by_library : by_bare_calls;
    int method = strcmp(argv[2], "fork") == 0 ? PROCESS_FORK : PROCESS_SPAWN;
    int n = atoi(argv[3]);
    long long start = 0;
    for (int i = 0; i <= n; i++) {
        if (i == 1) /* the first finds the addresses of libc's functions */
            start = now();
        if (once(method) != 0)
            return EXIT_FAILURE;
    }
    printf("%lld\n", now() - start);
    return EXIT_SUCCESS;
}
