#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A signal for the parent while it joins.
 *
 * The C twin of interrupted_join.py: a handler cuts waitpid() short, which
 * fails with EINTR. Python calls it again (PEP 475), and so does the loop here.
 *
 * Build:  cc -o interrupted_join interrupted_join.c
 * Prints: Parent: a signal has come
 *         Worker completed
 *         Joined
 */
#include <errno.h>
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

static int go[2];

static void
handler(int number)
{
    static const char text[] = "Parent: a signal has come\n";
    (void)number;
    if (write(STDOUT_FILENO, text, sizeof text - 1) == -1 ||
        write(go[1], "g", 1) == -1)
        _exit(EXIT_FAILURE);
}

int
main(void)
{
    struct sigaction action = {.sa_handler = handler}; /* no SA_RESTART */
    if (pipe(go) == -1 || sigaction(SIGUSR1, &action, NULL) == -1)
        die("pipe or sigaction");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        char byte;
        if (kill(getppid(), SIGUSR1) == 0 && read(go[0], &byte, 1) == 1)
            puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    while (waitpid(pid, NULL, 0) == -1)
        if (errno != EINTR) /* a signal is no reason to stop waiting */
            die("waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
