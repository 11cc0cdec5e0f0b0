/* A handler of SIGCHLD reaps, and the program sleeps until it has. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t reaped;

static void
on_child(int number)
{
    (void)number;
    int error = errno;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        reaped++;
    errno = error;
}

int
main(void)
{
    sigset_t blocked, old;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    sigprocmask(SIG_BLOCK, &blocked, &old);
    struct sigaction action = {.sa_handler = on_child};
    sigaction(SIGCHLD, &action, NULL);
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(i);
    while (reaped < 2)
        sigsuspend(&old);
    puts("both reaped");
    return 0;
}
