/* Eight workers at the same time, joined one after the other. */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    pid_t pids[8];
    int status, go[2];
    char byte;
    if (pipe(go) == -1)
        return 1;
    for (int i = 0; i < 8; i++)
        if ((pids[i] = fork()) == 0) {
            close(go[1]);
            if (read(go[0], &byte, 1) != 0) /* end of file: all are there */
                _exit(1);
            _exit(i);
        }
    close(go[0]);
    close(go[1]);
    for (int i = 0; i < 8; i++)
        waitpid(pids[i], &status, 0);
    return 0;
}
