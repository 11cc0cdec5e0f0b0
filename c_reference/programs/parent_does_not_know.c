#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A parent that is told when its worker ends.
 *
 * The C twin of parent_does_not_know.py: the kernel sends SIGCHLD to the parent
 * of a process that ends. A handler may call write(), and not printf().
 *
 * Build:  cc -o parent_does_not_know parent_does_not_know.c
 * Prints: Worker completed
 *         Parent: a child has changed its state
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

static void
told(int number)
{
    static const char text[] = "Parent: a child has changed its state\n";
    int before = errno;
    (void)number;
    if (write(STDOUT_FILENO, text, sizeof text - 1) == -1)
        _exit(EXIT_FAILURE);
    errno = before;
}

int
main(void)
{
    struct sigaction action = {.sa_handler = told, .sa_flags = SA_RESTART};
    if (sigaction(SIGCHLD, &action, NULL) == -1)
        die("sigaction");
    fflush(NULL); /* or the worker gets a copy of unwritten output */
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    while (waitpid(pid, NULL, 0) == -1)
        if (errno != EINTR)
            die("waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
