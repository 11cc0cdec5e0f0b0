/* SPDX-License-Identifier: MIT */
/* Processes that send themselves signals for which they have a handler: their
 * own, or one that they were made with. Which of them it is, each writes first
 * into the file of the first argument: the signal, and 1 or 0. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int out;
static unsigned own; /* signals that this process has set since it was made */
static char stack[1 << 16] __attribute__((aligned(16)));

static void
handle(int number)
{
    (void)number;
}

static void
sets(int number)
{
    struct sigaction action = {.sa_handler = handle};
    if (sigaction(number, &action, NULL) == -1)
        _exit(2);
    own |= 1U << number;
}

/* `known`: it is one of those that are told apart. */
static void
raises(int number, int known)
{
    dprintf(out, "%d %d\n", number, known && !(own >> number & 1));
    if (raise(number) != 0)
        _exit(2);
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
        own = 0;
        then();
        _exit(0);
    }
    wait_for(pid);
}

static void
has_all(void)
{
    raises(SIGUSR1, 1);
    raises(SIGTERM, 1);
    raises(SIGALRM, 0);
}

static void
replaces_one(void)
{
    sets(SIGTERM);
    raises(SIGTERM, 1);
    raises(SIGUSR1, 1);
    forks(has_all);
}

static void *
thread(void *unused)
{
    sets(SIGUSR1);
    return unused;
}

static void
replaces_one_in_a_thread(void)
{
    pthread_t other;
    pthread_create(&other, NULL, thread, NULL);
    pthread_join(other, NULL);
    raises(SIGUSR1, 1);
    raises(SIGTERM, 1);
}

static void
only_asks(void)
{
    struct sigaction found;
    sigaction(SIGTERM, NULL, &found);
    raises(SIGTERM, 1);
}

#ifdef __x86_64__
static void
sets_by_another_number(void)
{
    long result; /* signal(SIGQUIT, SIG_IGN), by that of another machine */
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(48), "b"(SIGQUIT), "c"(1)
                     : "memory");
    own = ~0U; /* who knows of which it was */
    raises(SIGTERM, 1);
}
#endif

static int
sharer(void *number)
{
    raises(*(int *)number, 1);
    _exit(0);
}

static void
clones(int flags, int number)
{
    wait_for(clone(sharer, stack + sizeof stack, flags | CLONE_VM | SIGCHLD,
                   &number));
}

static void
beside_its_parent(void)
{
    clones(CLONE_VFORK, SIGTERM);
    own = ~0U; /* from now on either may set what the other has */
    clones(CLONE_SIGHAND, SIGTERM);
    raises(SIGTERM, 1);
}

int
main(int count, char **words)
{
    if (count < 2)
        return 1;
    out = open(words[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
    sets(SIGUSR1);
    sets(SIGTERM);
    sets(SIGALRM);
    has_all();
    forks(has_all);
    forks(replaces_one);
    forks(replaces_one_in_a_thread);
    forks(only_asks);
#ifdef __x86_64__
    forks(sets_by_another_number);
#endif
    forks(beside_its_parent);
    has_all();
    sets(SIGCHLD);
    forks(has_all);
    forks(replaces_one);
    return 0;
}
