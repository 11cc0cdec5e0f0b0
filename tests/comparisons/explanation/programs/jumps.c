/* A signal handler that jumps out of a call. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf back;

static void
jump(int number)
{
    siglongjmp(back, number);
}

static void
wait_for_a_signal(void)
{
    kill(getppid(), SIGUSR1);
    pause();
}

int
main(void)
{
    sigset_t none, usr1;
    sigemptyset(&none);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    signal(SIGUSR1, jump);
    pid_t pid = fork();
    if (pid == 0) {
        wait_for_a_signal();
        _exit(1);
    }
    if (sigsetjmp(back, 1) == 0)
        sigsuspend(&none);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    printf("done\n");
    return 0;
}
