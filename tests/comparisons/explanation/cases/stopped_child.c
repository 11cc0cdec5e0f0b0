/* Wrong: the child is stopped, which waitpid() without WUNTRACED does not report.
 * Deadline: 2
 * Must say: worker is stopped by SIGSTOP
 * Must say: worker\s+\(is stopped by SIGSTOP\)
 * Must say: waitpid\(pid, NULL, 0\);\n.* parent waits here
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        raise(SIGSTOP);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
