/* A child that a signal kills has no exit status: what WEXITSTATUS() gives is 0.
 * Must say: note\[JS013\]: SIGSEGV killed the worker, so it has no exit status: WIFEXITED\(\) is false
 * Must say: WTERMSIG\(\) gives 11
 * Must say: help: if the program means to end it so, there is nothing to do; look at WIFEXITED\(status\) before WEXITSTATUS\(\)
 * Must say: wait4 returns 0x000b: killed by SIGSEGV
 * Must not say: exitcode
 */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        raise(SIGSEGV);
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    printf("exit code %d\n", WEXITSTATUS(status));
    return 0;
}
