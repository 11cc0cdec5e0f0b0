/* SPDX-License-Identifier: MIT */
/* Makes processes, after each way in which the handlers of signals change. Each
 * child writes first for which signals it has one, into the file of the first
 * argument. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int out;
static char stack[1 << 16] __attribute__((aligned(16)));

static void
handle(int number)
{
    (void)number;
}

static void
sets(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    if (sigaction(number, &action, NULL) == -1)
        _exit(2);
}

static void
tell(void)
{
    char text[4096];
    int fd = open("/proc/self/status", O_RDONLY);
    ssize_t n = read(fd, text, sizeof text - 1);
    text[n > 0 ? n : 0] = '\0';
    close(fd);
    const char *line = strstr(text, "SigCgt:");
    unsigned long long bits = strtoull(line + 7, NULL, 16);
    dprintf(out, "%llu\n", bits & 0x7fffffff);
}

static void
wait_for(pid_t pid)
{
    int status;
    if (waitpid(pid, &status, 0) != pid || status != 0)
        _exit(3);
}

static void
forks(void (*then)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        tell();
        if (then != NULL)
            then();
        _exit(0);
    }
    wait_for(pid);
}

static void
child_sets(void)
{
    forks(NULL);
    sets(SIGTERM, handle, 0);
    forks(NULL);
}

static void
child_forks(void)
{
    forks(NULL);
}

static void
child_raises(void)
{
    raise(SIGUSR2);
    forks(NULL);
    sets(SIGUSR2, handle, SA_RESETHAND);
    forks(NULL);
    raise(SIGUSR2);
    forks(NULL);
}

static int
sharer(void *number)
{
    tell();
    sets(*(int *)number, handle, 0);
    _exit(0);
}

static void
clones(int flags, int number)
{
    wait_for(clone(sharer, stack + sizeof stack, flags | CLONE_VM | SIGCHLD,
                   &number));
}

static void *
thread(void *unused)
{
    sets(SIGALRM, handle, 0);
    return unused;
}

static void
clears(void)
{
#ifdef CLONE_CLEAR_SIGHAND
    struct clone_args arguments = {
        .flags = CLONE_CLEAR_SIGHAND,
        .exit_signal = SIGCHLD,
    };
    pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid == 0) {
        tell();
        forks(NULL);
        _exit(0);
    }
    wait_for(pid);
#endif
}

int
main(int count, char **words)
{
    pthread_t other;
    out = open(words[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
    forks(child_forks); /* nothing yet, or of what was before the exec */
    if (count > 2)
        return 0;
    sets(SIGUSR1, handle, SA_RESETHAND);
    sets(SIGUSR2, handle, 0);
    forks(child_sets);
    forks(child_forks);
    raise(SIGUSR2);
    forks(NULL);
    raise(SIGUSR2);
    forks(child_raises);
    sets(SIGUSR2, handle, SA_RESETHAND);
    forks(NULL);
    raise(SIGUSR2);
    forks(NULL);
    raise(SIGUSR1);
    forks(NULL);
    sets(SIGHUP, handle, 0);
    forks(NULL);
    sets(SIGHUP, SIG_IGN, 0);
    forks(NULL);
#ifdef __x86_64__
    long result; /* signal(SIGQUIT, 4096), by a number of another machine */
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(48), "b"(SIGQUIT), "c"(4096)
                     : "memory");
    forks(NULL);
#endif
    clones(CLONE_VFORK, SIGPROF);
    forks(NULL);
    clears();
    clones(CLONE_SIGHAND, SIGVTALRM);
    forks(NULL);
    pthread_create(&other, NULL, thread, NULL);
    pthread_join(other, NULL);
    forks(child_sets);
    forks(NULL);
    execl(words[0], words[0], words[1], "again", NULL);
    return 1;
}
