#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A Ctrl-C for the parent while it joins.
 *
 * The C twin of ctrl_c_in_join.py: siglongjmp() leaves the wait, as the
 * exception KeyboardInterrupt does. Python joins at its exit what is left; here
 * this is done by hand.
 *
 * Build:  cc -o ctrl_c_in_join ctrl_c_in_join.c
 * Prints: Interrupted, and the worker still runs
 *         Worker completed
 */
#include <setjmp.h>
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

static sigjmp_buf interrupted;

static void
handler(int number)
{
    (void)number;
    siglongjmp(interrupted, 1);
}

int
main(void)
{
    int joining[2], go[2];
    if (pipe(joining) == -1 || pipe(go) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (read(joining[0], &byte, 1) == 1 && kill(getppid(), SIGINT) == 0 &&
            read(go[0], &byte, 1) == 1)
            puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (sigsetjmp(interrupted, 1) == 0) {
        signal(SIGINT, handler);
        if (write(joining[1], "j", 1) == -1 || waitpid(pid, NULL, 0) == -1)
            die("write or waitpid");
    } else {
        puts("Interrupted, and the worker still runs");
        fflush(stdout);
        if (write(go[1], "g", 1) == -1 || waitpid(pid, NULL, 0) == -1)
            die("write or waitpid");
    }
    return EXIT_SUCCESS;
}
