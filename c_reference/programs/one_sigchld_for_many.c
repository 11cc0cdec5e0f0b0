#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* Three workers end, and one signal comes.
 *
 * The C twin of one_sigchld_for_many.py: signals of one number do not queue.
 * While SIGCHLD is blocked, three of them are as good as one.
 *
 * Build:  cc -o one_sigchld_for_many one_sigchld_for_many.c
 * Prints: 3 workers have ended
 *         SIGCHLD has come: 1
 */
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

static volatile sig_atomic_t handled;

static void
handler(int number)
{
    (void)number;
    handled++;
}

int
main(void)
{
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGCHLD);
    signal(SIGCHLD, handler);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    pid_t workers[3];
    for (int i = 0; i < 3; i++) {
        workers[i] = fork();
        if (workers[i] == -1)
            die("fork");
        if (workers[i] == 0)
            _exit(EXIT_SUCCESS);
    }
    for (int i = 0; i < 3; i++)
        if (waitpid(workers[i], NULL, 0) == -1)
            die("waitpid");
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    printf("3 workers have ended\nSIGCHLD has come: %d\n", (int)handled);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
