#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* JS043: the worker has a copy of what was not written yet */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ); /* as if into a file */
    puts("Before the fork");
    pid_t pid = fork();
    if (pid == 0) {
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    return fflush(stdout);
}
