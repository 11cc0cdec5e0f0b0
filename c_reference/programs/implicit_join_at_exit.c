#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Nobody calls join, and the worker is joined all the same.
 *
 * The C twin of implicit_join_at_exit.py: exit() calls the functions that
 * atexit() has registered, the last one first. Python registers such a join by
 * itself, C does not.
 *
 * Build:  cc -o implicit_join_at_exit implicit_join_at_exit.c
 * Prints: The last line of the program
 *         Worker completed
 *         The last exit function
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
say_last(void)
{
    puts("The last exit function");
}

static void
join_all(void)
{
    while (wait(NULL) != -1 || errno == EINTR)
        ;
}

int
main(void)
{
    int go[2];
    if (atexit(say_last) != 0 || atexit(join_all) != 0 || pipe(go) == -1)
        die("atexit or pipe");
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (read(go[0], &byte, 1) == 1)
            puts("Worker completed");
        fflush(stdout);
        _exit(EXIT_SUCCESS); /* exit() would call them in the worker, too */
    }
    puts("The last line of the program");
    fflush(stdout);
    if (write(go[1], "g", 1) == -1)
        die("write");
    return EXIT_SUCCESS;
}
