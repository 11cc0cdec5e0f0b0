/* SPDX-License-Identifier: MIT */
/* The mutex is locked when the child is forked, which then locks its copy. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int
main(void)
{
    pthread_mutex_lock(&mutex);
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(&mutex);
        _exit(0);
    }
    waitpid(child, NULL, 0);
}
