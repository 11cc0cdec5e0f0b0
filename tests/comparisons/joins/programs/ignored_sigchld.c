/* SIGCHLD is ignored: waitpid() waits until the worker has ended, and fails. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    signal(SIGCHLD, SIG_IGN);
    pid_t pid = fork();
    if (pid == 0) {
        puts("worker");
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    puts("parent");
    return 0;
}
