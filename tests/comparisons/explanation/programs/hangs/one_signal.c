/* SPDX-License-Identifier: MIT */
/* Three children end while SIGCHLD is blocked; the handler reaps one of them. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void
reap(int number)
{
    (void)number;
    if (wait(NULL) > 0)
        ended++;
}

int
main(void)
{
    struct sigaction action = {.sa_handler = reap};
    siginfo_t told;
    sigset_t set, open;
    sigaction(SIGCHLD, &action, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, &open);
    for (int i = 0; i < 3; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        waitid(P_PID, (id_t)child, &told, WEXITED | WNOWAIT);
    }
    while (ended < 3)
        sigsuspend(&open);
}
