/* Wrong: nobody waits; SIGCHLD is blocked, so that no signal tells of the zombie.
 * Must say: warning\[JS009\]: No process of the program waited for the worker\. It stayed a zombie for
 * Must say: (?m)^ *worker .*ZZZ
 */
#include <signal.h>
#include <unistd.h>

int
main(void)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    if (fork() == 0)
        _exit(7);
    sleep(1);
    return 0;
}
