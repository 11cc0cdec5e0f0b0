/* Wrong: the child goes on with the parent's code, and waits for a child that it does not have.
 * Must say: JS032\]: .* both ran lines \d+, \d+\.
 * Must say: worker\s+\d+ waitpid\(pid, NULL, 0\);\s+wait4 ECHILD
 * Must say: \^+ the worker is made here
 * Must say: help: .* _exit\(0\)
 * Must say: worker\s+\d+ puts\("end"\);
 * Must say: parent\s+\d+ puts\("end"\);
 * Must not say: JS043
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    pid_t pid = fork();
    if (pid == 0)
        puts("in the child");
    waitpid(pid, NULL, 0);
    puts("end");
    return 0;
}
