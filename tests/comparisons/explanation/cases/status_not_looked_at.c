/* Wrong: the worker aborts, and WEXITSTATUS is used of a status that has none.
 * Must say: worker\s+\(gets SIGABRT from itself\)
 * Must say: wait4 returns 0x00[08]6: killed by SIGABRT
 * Must say: It was killed by SIGABRT\.
 * Must not say: exit code is negative
 * Must not say: exitcode
 * Must not say: returncode
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        abort();
    waitpid(pid, &status, 0);
    printf("exit code %d\n", WEXITSTATUS(status));
    return 0;
}
