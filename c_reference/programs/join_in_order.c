#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Two workers, joined in the order in which they were started.
 *
 * The C twin of join_in_order.py. Worker 1 waits for worker 2, so worker 2
 * ends first as a rule; the first waitpid() does not care, for it is for
 * worker 1.
 *
 * Build:  cc -o join_in_order join_in_order.c
 * Prints: Worker 2 completed
 *         Worker 1 completed
 *         Joined worker 1
 *         Joined worker 2
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

static pid_t
start(int number, int reading, int writing)
{
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (number == 1 && read(reading, &byte, 1) == -1)
            die("read");
        printf("Worker %d completed\n", number);
        fflush(stdout);
        _exit(number == 2 && write(writing, "d", 1) == -1);
    }
    return pid;
}

int
main(void)
{
    int ends[2];
    if (pipe(ends) == -1)
        die("pipe");
    pid_t workers[] = {start(1, ends[0], ends[1]), start(2, ends[0], ends[1])};
    for (int i = 0; i < 2; i++) {
        if (waitpid(workers[i], NULL, 0) == -1)
            die("waitpid");
        printf("Joined worker %d\n", i + 1);
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
