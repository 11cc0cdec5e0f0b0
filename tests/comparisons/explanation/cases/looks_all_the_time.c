/* Wrong: a busy loop of WNOHANG.
 * Must say: note\[JS046\]: The program asked \d+ times, every [\d.]+ ms, whether the worker had ended
 * Must say: while \(waitpid\(pid, NULL, WNOHANG\) == 0\)\s+wait4 = 0 x \d{2,}
 * Must say: usleep\(2000\);\s+clock_nanosleep x \d{2,}
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        usleep(300000);
        _exit(0);
    }
    while (waitpid(pid, NULL, WNOHANG) == 0)
        usleep(2000);
    return 0;
}
