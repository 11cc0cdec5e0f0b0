/* Wrong: a subreaper adopts orphans, and does not wait for them.
 * Must say: It was an orphan, whose own parent had ended first: the parent adopted it, and has to
 * Must say: warning\[JS009\]: No process of the program waited for worker 2\. It stayed a zombie for
 * Must say: (?m)^ *worker 2 .*ZZZ
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
            usleep(50000);
            _exit(0);
        }
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    sleep(1);
    return 0;
}
