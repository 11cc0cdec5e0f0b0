/* vfork and exec, and one exec that fails. */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int status;
    pid_t pid = vfork();
    if (pid == 0) {
        execl("/nonexistent", "nonexistent", (char *)0);
        execl("/bin/true", "true", (char *)0);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return status;
}
