/* Wrong: a handler of SIGCHLD that reaps one child each time; signals do not queue.
 * Deadline: 2
 * Must say: \(gets SIGCHLD from worker \d, and its handler runs\)
 * Must say: (?m)^ *worker 3 .*Z$
 * Must say: (?m)worker 3's end: waitpid\(\) at \S+ took the status of worker 1\. Worker 3 exited with 2\.$
 * Must say: it had been a zombie for
 * Must not say: found that worker [23] had ended
 * Must not say: It was a zombie for .*\n.*it had been a zombie for
 * Must say: sigsuspend\(&before\);\n.* parent waits here
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t reaped;

static void
on_child(int number)
{
    (void)number;
    if (waitpid(-1, NULL, 0) > 0)
        reaped++;
}

int
main(void)
{
    struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_RESTART};
    sigset_t child, before;
    sigaction(SIGCHLD, &action, NULL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &before);
    for (int i = 0; i < 3; i++)
        if (fork() == 0)
            _exit(i);
    usleep(300000);
    while (reaped < 3)
        sigsuspend(&before);
    return 0;
}
