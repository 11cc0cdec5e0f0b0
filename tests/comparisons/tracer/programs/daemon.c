/* A double fork: the daemon outlives the program. */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int end[2];
    char byte;
    if (pipe(end) == -1)
        return 1;
    pid_t pid = fork();
    if (pid == 0) {
        setsid();
        if (fork() > 0)
            _exit(0);
        close(end[1]);
        if (read(end[0], &byte, 1) == 0) /* the program has ended */
            _exit(5);
        _exit(1);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
