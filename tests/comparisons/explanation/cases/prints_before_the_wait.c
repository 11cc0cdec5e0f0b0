/* Wrong: the parent prints that the worker is done before it waits.
 * Must say: (?s)puts\("worker is done"\).*waitpid\(pid, NULL, 0\);\s+wait4 begins
 * Must say: waitpid\(\) waited( \S+ \S+)? until the worker had ended
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    pid_t pid = fork();
    if (pid == 0) {
        usleep(100000);
        _exit(0);
    }
    puts("worker is done");
    waitpid(pid, NULL, 0);
    return 0;
}
