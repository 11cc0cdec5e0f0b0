/* Wrong: the parent waits for a process that is not its child.
 * Must say: help: wait for the PID that the fork has returned
 * Must say: waitpid\(\) at \S+ failed with ECHILD, as the parent had no child \d+\.
 * Must say: waitpid\(pid \+ 1, NULL, 0\);\s+wait4 ECHILD
 * Must say: no wait of it told of the worker's end
 * Must not say: No process of the program waited
 * Must not say: taken by another call
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        usleep(100000);
        _exit(0);
    }
    waitpid(pid + 1, NULL, 0);
    return 0;
}
