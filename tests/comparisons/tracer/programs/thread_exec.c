/* A thread that is not the leader executes a program. */
#include <pthread.h>
#include <unistd.h>

static void *
start(void *unused)
{
    (void)unused;
    execl("/bin/true", "true", (char *)0);
    _exit(127);
}

int
main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, start, NULL);
    for (;;)
        pause();
}
