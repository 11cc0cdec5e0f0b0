/* Workers, one after the other: as many as the argument says. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int count, char **words)
{
    for (int left = count > 1 ? atoi(words[1]) : 1; left > 0; left--) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        waitpid(pid, NULL, 0);
    }
    return 0;
}
