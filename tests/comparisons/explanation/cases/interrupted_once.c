/* Wrong: a signal handler without SA_RESTART interrupts the one waitpid(), which is not repeated.
 * Must say: help: call it again where it fails with EINTR
 * Must say: waitpid\(\) at \S+ was interrupted by a signal \(EINTR\), and not called again\.
 * Must say: waitpid\(pid, NULL, 0\);\s+wait4 EINTR
 * Must say: parent\s+\(gets SIGALRM, and its handler runs\)
 * Must say: no wait of it told of the worker's end
 * Must not say: No process of the program waited
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
on_alarm(int number)
{
    (void)number;
}

int
main(void)
{
    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGALRM, &action, NULL);
    pid_t pid = fork();
    if (pid == 0) {
        sleep(2);
        _exit(0);
    }
    ualarm(100000, 0);
    waitpid(pid, NULL, 0);
    return 0;
}
