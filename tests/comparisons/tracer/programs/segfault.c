/* A worker dies by SIGSEGV. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        volatile int *nowhere = NULL;
        *nowhere = 1;
    }
    waitpid(pid, &status, 0);
    return WTERMSIG(status) == SIGSEGV ? 0 : 1;
}
