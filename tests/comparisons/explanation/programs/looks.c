/* Looks at its child as often as it is told, or, of 0, until that has slept for 30 seconds. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
    (void)argc;
    long most = atol(argv[1]), looks = 0;
    pid_t pid = fork();
    if (pid == 0) {
        sleep(most > 0 ? 1000 : 30);
        _exit(0);
    }
    while (waitpid(pid, NULL, WNOHANG) == 0)
        if (++looks == most)
            kill(pid, SIGKILL);
    puts("reaped");
}
