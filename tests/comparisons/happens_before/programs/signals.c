/* SPDX-License-Identifier: MIT */
/* A worker sends a signal, and the parent waits for it: in each way once. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static void
say(const char *when, const char *what)
{
    char line[64];
    int n = snprintf(line, sizeof line, "%s %s\n", when, what);
    if (write(1, line, (size_t)n) != n)
        abort();
}

static volatile sig_atomic_t handled;

static void
handle(int number)
{
    (void)number;
    handled = 1;
}

/* Until a process sleeps in a call. */
static void
await_sleep(pid_t pid)
{
    char path[32], state = '?';
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    while (state != 'S') {
        FILE *file = fopen(path, "re");
        if (file == NULL || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
            abort();
        fclose(file);
    }
}

/* A worker that sends a signal to its parent. */
static void
send(const char *way)
{
    pid_t parent = getpid();
    if (fork() != 0)
        return;
    if (strcmp(way, "pause") == 0)
        await_sleep(parent); /* a signal that comes before it is lost */
    say("before", way);
    kill(parent, SIGUSR1);
    say("later than", way);
    _exit(0);
}

static void
received(const char *way)
{
    say("after", way);
    wait(NULL);
}

/* A worker that stops itself, with SIGCONT blocked. */
static void
stopped(void)
{
    int status;
    pid_t worker = fork();
    if (worker == 0) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGCONT);
        sigprocmask(SIG_BLOCK, &set, NULL);
        raise(SIGSTOP);
        say("after", "SIGCONT");
        _exit(0);
    }
    waitpid(worker, &status, WUNTRACED);
    say("before", "SIGCONT");
    kill(worker, SIGCONT);
    wait(NULL);
}

/* One worker kills another. */
static void
killed(void)
{
    pid_t victim = fork(), worker;
    if (victim == 0)
        for (;;)
            pause();
    worker = fork();
    if (worker == 0) {
        say("before", "SIGKILL");
        kill(victim, SIGKILL);
        _exit(0);
    }
    waitpid(victim, NULL, 0);
    say("after", "SIGKILL");
    wait(NULL);
}

int
main(void)
{
    struct signalfd_siginfo info;
    sigset_t set, all;
    int fd;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGUSR1, handle);

    send("sigsuspend");
    sigfillset(&all);
    sigdelset(&all, SIGUSR1);
    sigsuspend(&all);
    received("sigsuspend");

    fd = signalfd(-1, &set, SFD_CLOEXEC);
    send("signalfd");
    if (read(fd, &info, sizeof info) != sizeof info)
        abort();
    received("signalfd");

    stopped();
    killed();

    send("pause");
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    pause();
    received("pause");

    handled = 0;
    send("the handler");
    while (!handled)
        ;
    received("the handler");
}
