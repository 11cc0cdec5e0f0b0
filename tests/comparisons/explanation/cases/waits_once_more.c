/* Right: the status was received; only the wait after it finds no child any more.
 * Must say: wait4 returns 0x0300: exited with 3
 * Must say: waitpid\(pid, NULL, WNOHANG\);\s+wait4 ECHILD
 * Must not say: taken by another call
 * Must not say: join\(\)
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(3);
    waitpid(pid, &status, 0);
    waitpid(pid, NULL, WNOHANG);
    return 0;
}
