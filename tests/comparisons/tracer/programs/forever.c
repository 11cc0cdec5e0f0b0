/* For ever: workers are started and reaped, beside one that waits. */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    if (fork() == 0)
        for (;;)
            pause();
    for (;;) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        waitpid(pid, NULL, 0);
    }
}
