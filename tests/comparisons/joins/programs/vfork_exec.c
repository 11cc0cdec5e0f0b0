/* vfork returns when the child executes, and not when that ends. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void
say(const char *line)
{
    puts(line);
    fflush(stdout);
}

int
main(void)
{
    pid_t pid = vfork();
    if (pid == 0) {
        execlp("echo", "echo", "worker", (char *)NULL);
        _exit(127);
    }
    say("vfork returned");
    waitpid(pid, NULL, 0);
    say("parent");
    return 0;
}
