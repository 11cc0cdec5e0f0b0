/* With SIGCHLD ignored one wait() lasts until all children have ended, and fails once.
 * Must say: (?m)parent\s+\d+ wait\(NULL\);\s+wait4 returns ECHILD$
 * Must not say: wait4 returns ECHILD x
 * Must not say: wait4 begins x
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    signal(SIGCHLD, SIG_IGN);
    for (int i = 1; i <= 2; i++)
        if (fork() == 0) {
            usleep(50000 * i);
            _exit(0);
        }
    wait(NULL);
    return 0;
}
