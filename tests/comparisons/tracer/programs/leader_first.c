/* The thread group's leader ends before its thread, which returns 4. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The leader's state; pthread_join may return before the kernel ends it. */
static char
leader_state(void)
{
    char path[64], state = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)getpid());
    FILE *stat = fopen(path, "r");
    if (stat == NULL || fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
        exit(1);
    fclose(stat);
    return state;
}

static void *
start(void *unused)
{
    (void)unused;
    while (leader_state() != 'Z')
        ;
    exit(4);
}

int
main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, start, NULL);
    pthread_exit(NULL);
}
