/* A worker stops itself; the parent sees that, continues it, reaps it. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        raise(SIGSTOP);
        _exit(3);
    }
    waitpid(pid, &status, WUNTRACED);
    kill(pid, SIGCONT);
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
}
