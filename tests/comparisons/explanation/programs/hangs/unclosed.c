/* SPDX-License-Identifier: MIT */
/* The parent keeps the writing end of the pipe that its child reads to the end. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    int fds[2];
    char line[80];
    if (pipe(fds) == -1)
        return 1;
    pid_t reader = fork();
    if (reader == 0) {
        close(fds[1]);
        while (read(fds[0], line, sizeof line) > 0)
            continue;
        _exit(0);
    }
    if (write(fds[1], "a line\n", 7) != 7)
        return 1;
    waitpid(reader, NULL, 0);
    puts("read");
}
