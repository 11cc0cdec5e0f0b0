/* A worker that prints nothing, and a wait for it. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    puts("start");
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    puts("parent");
    return 0;
}
