#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Join one of two workers: waitpid() waits for one child.
 *
 * The C twin of one_of_many.py. The other worker runs on, here until the parent
 * has written into a pipe.
 *
 * Build:  cc -o one_of_many one_of_many.c
 * Prints: Worker 2 completed
 *         join() has returned, worker 1 still runs
 *         Worker 1 completed
 *         Parent process completed
 */
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

static int go[2];

static pid_t
start(int number)
{
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (number == 2 || read(go[0], &byte, 1) == 1)
            printf("Worker %d completed\n", number);
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    return pid;
}

int
main(void)
{
    if (pipe(go) == -1)
        die("pipe");
    pid_t one = start(1), two = start(2);
    if (waitpid(two, NULL, 0) == -1)
        die("waitpid");
    puts("join() has returned, worker 1 still runs");
    fflush(stdout);
    if (write(go[1], "g", 1) == -1 || waitpid(one, NULL, 0) == -1)
        die("write or waitpid");
    puts("Parent process completed");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
