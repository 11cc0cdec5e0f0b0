/* Wrong: waitpid() with WNOHANG looks once, when the worker still runs.
 * Must say: help: with WNOHANG it does not wait
 * Must say: waitpid\(\) at \S+ only looked \(WNOHANG\), and it had not ended yet\.
 * Must say: waitpid\(pid, NULL, WNOHANG\);\s+wait4 = 0
 * Must say: no wait of it told of the worker's end
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        usleep(200000);
        _exit(0);
    }
    waitpid(pid, NULL, WNOHANG);
    return 0;
}
