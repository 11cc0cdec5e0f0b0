#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Start a worker, wait until it has ended, go on.
 *
 * The C twin of worker_and_join.py under the start method fork:
 * Process.start() is fork(), Process.join() is waitpid().
 *
 * Build:  cc -o worker_and_join worker_and_join.c
 * Prints: Starting worker
 *         Worker completed
 *         Parent process completed
 */
#include <errno.h>
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

static void
worker(void)
{
    puts("Starting worker");
    for (unsigned left = 2; left > 0; left = sleep(left))
        ; /* a signal cuts sleep() short: sleep what is left */
    puts("Worker completed");
}

int
main(void)
{
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    switch (pid) {
    case -1: /* no worker was started */
        die("fork");
    case 0: /* the worker: must not run the parent's exit handlers */
        worker();
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    default: /* the parent */
        break;
    }

    int status;
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR) /* a signal is no reason to stop waiting */
            die("waitpid");

    puts("Parent process completed");
    if (WIFSIGNALED(status))
        fprintf(stderr, "worker: killed by signal %d\n", WTERMSIG(status));
    else if (WIFEXITED(status) && WEXITSTATUS(status) != EXIT_SUCCESS)
        fprintf(stderr, "worker: exit status %d\n", WEXITSTATUS(status));
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
