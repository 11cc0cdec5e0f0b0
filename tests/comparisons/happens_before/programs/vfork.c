/* SPDX-License-Identifier: MIT */
/* vfork() returns when the child has executed another program: what the child
 * did before that is before what its parent does then. What the new program
 * does is not. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    pid_t pid = vfork();
    if (pid == 0) {
        if (write(1, "first\n", 6) == 6)
            execlp("sh", "sh", "-c", "echo later", (char *)NULL);
        _exit(127);
    }
    if (pid == -1 || write(1, "second\n", 7) != 7)
        return EXIT_FAILURE;
    return waitpid(pid, NULL, 0) == pid ? EXIT_SUCCESS : EXIT_FAILURE;
}
