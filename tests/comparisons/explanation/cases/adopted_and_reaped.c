/* A subreaper takes the status of an orphan that it has adopted.
 * Must say: wait\(\) found that worker 2 had ended, in wait4, which reaped it\. It exited with 3\.
 * Must say: It was an orphan, whose own parent had ended first: the parent adopted it\.
 * Must say: wait4 ECHILD
 * Must not say: has to wait
 * Must not say: no process of the program
 * Must not say: Nobody took
 */
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t pid = fork();
    if (pid == 0) {
        if (fork() == 0) {
            usleep(100000);
            _exit(3);
        }
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    usleep(500000);
    while (wait(NULL) > 0)
        ;
    return 0;
}
