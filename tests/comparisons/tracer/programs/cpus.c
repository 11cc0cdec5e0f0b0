/* SPDX-License-Identifier: MIT */
/* Asks where it may run, again and again, between calls that stop; and so do
 * its children and its threads. Ends with 1 as soon as these are not as many
 * CPUs as the argument says, or those that it has set itself; else with 0. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TIMES = 300, CHILDREN = 30 };

static cpu_set_t expected;

/* Calls that stop, several in a row. */
static void
stops(void)
{
    struct sigaction found;
    for (int i = 0; i < 4; i++)
        sigaction(SIGTERM, NULL, &found);
}

static void
ask(void)
{
    cpu_set_t mask;
    if (sched_getaffinity(0, sizeof mask, &mask) == -1 ||
        !CPU_EQUAL(&mask, &expected)) {
        fprintf(stderr, "may run on %d CPUs, not on %d\n", CPU_COUNT(&mask),
                CPU_COUNT(&expected));
        _exit(1);
    }
}

static void *
asks(void *unused)
{
    ask();
    stops();
    ask();
    return unused;
}

static void
makes_others(void)
{
    for (int i = 0; i < CHILDREN; i++) {
        pthread_t thread;
        int status;
        stops();
        pid_t pid = fork();
        if (pid == 0) {
            asks(NULL);
            _exit(0);
        }
        if (waitpid(pid, &status, 0) != pid || status != 0)
            _exit(1);
        stops();
        if (pthread_create(&thread, NULL, asks, NULL) != 0 ||
            pthread_join(thread, NULL) != 0)
            _exit(1);
    }
}

/* Go on with a mask that one has set oneself. */
static void
set(const cpu_set_t *mask)
{
    expected = *mask;
    stops();
    if (sched_setaffinity(0, sizeof *mask, mask) == -1)
        _exit(2);
    for (int i = 0; i < TIMES; i++) {
        stops();
        ask();
    }
    makes_others();
}

int
main(int count, char **words)
{
    cpu_set_t whole, one;
    if (count < 2 || sched_getaffinity(0, sizeof whole, &whole) == -1)
        return 2;
    if (CPU_COUNT(&whole) != atoi(words[1]))
        return 1;
    set(&whole);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &whole)) {
            CPU_ZERO(&one);
            CPU_SET(cpu, &one);
            set(&one);
            break;
        }
    set(&whole);
    return 0;
}
