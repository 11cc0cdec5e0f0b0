/* Wrong: with SIGCHLD ignored there is no status to take.
 * Must say: warning\[JS005\]: SIGCHLD is ignored, so the exit status of the worker went nowhere
 * Must say: wait4 returns ECHILD
 * Must not say: exitcode
 * Must not say: [Zz]ombie
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    signal(SIGCHLD, SIG_IGN);
    pid_t pid = fork();
    if (pid == 0) {
        usleep(100000);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
