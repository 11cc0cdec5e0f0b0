#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A lock that is held while a worker is forked.
 *
 * The C twin of lock_held_at_fork.py: fork() copies the mutex as it is, locked,
 * and of the threads only the one that forks.
 *
 * Build:  cc -pthread -o lock_held_at_fork lock_held_at_fork.c
 * Prints: Worker: the lock is held, by nobody here
 *         Joined
 */
#include <pthread.h>
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

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int
main(void)
{
    pthread_mutex_lock(&lock);
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        if (pthread_mutex_trylock(&lock) == 0)
            puts("Worker: the lock is free");
        else
            puts("Worker: the lock is held, by nobody here");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    pthread_mutex_unlock(&lock);
    if (waitpid(pid, NULL, 0) == -1)
        die("waitpid");
    puts("Joined");
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
