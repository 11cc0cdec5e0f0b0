/* Four threads, each starts a worker and waits for it. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static void *
start(void *unused)
{
    int status;
    pid_t pid = fork();
    (void)unused;
    if (pid == 0)
        _exit(7);
    waitpid(pid, &status, 0);
    return NULL;
}

int
main(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, start, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
