/* Wrong: the child that the parent waits for is not the one that works: that is an orphan.
 * Must say: waitpid\(\) waited( \S+ \S+)? until worker 1 had ended
 * Must say: worker 1\s+\d+ if \(fork\(\) == 0\)
 * Must say: No process of the program waited for worker 2\. .*It was an orphan
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (fork() == 0) {
            usleep(200000);
            _exit(0);
        }
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
