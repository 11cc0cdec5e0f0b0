/* SPDX-License-Identifier: MIT */
/* A handler that prints while its process computes, and one of a signal that
 * the process has sent itself. */
#define _GNU_SOURCE
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

static void
say(const char *text)
{
    if (write(1, text, strlen(text)) == -1)
        _exit(1);
}

static void
handle(int number)
{
    say(number == SIGUSR1 ? "by luck\n" : "in its place\n");
    handled = 1;
}

int
main(void)
{
    sigset_t set, old;
    signal(SIGUSR1, handle);
    signal(SIGUSR2, handle);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    pid_t pid = fork();
    if (pid == 0) {
        say("early\n");
        raise(SIGUSR2);
        say("middle\n");
        handled = 0;
        sigprocmask(SIG_SETMASK, &old, NULL);
        while (!handled) {
        }
        say("late\n");
        _exit(0);
    }
    kill(pid, SIGUSR1);
    waitpid(pid, NULL, 0);
    say("last\n");
    return 0;
}
