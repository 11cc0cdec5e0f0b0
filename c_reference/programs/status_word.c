#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* The word in which the system tells how a child has ended.
 *
 * The C twin of status_word.py: the high byte is the exit status, the low seven
 * bits are the signal. os.waitstatus_to_exitcode() makes one number of both.
 *
 * Build:  cc -o status_word status_word.c
 * Prints: 0x0300 is exitcode 3
 *         0x0009 is exitcode -9
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

static void
show(int exit_status)
{
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0 && exit_status != 0)
        _exit(exit_status);
    if (pid == 0)
        for (;;)
            pause();
    if (exit_status == 0 && kill(pid, SIGKILL) == -1)
        die("kill");
    int word;
    if (waitpid(pid, &word, 0) == -1)
        die("waitpid");
    int code = WIFEXITED(word) ? WEXITSTATUS(word) : -WTERMSIG(word);
    printf("0x%04x is exitcode %d\n", (unsigned)word, code);
    fflush(stdout); /* or the next worker gets a copy of it */
}

int
main(void)
{
    show(3);
    show(0); /* killed */
    return EXIT_SUCCESS;
}
