/* A worker that starts a worker; each prints. */
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
    pid_t outer = fork();
    if (outer == 0) {
        pid_t inner = fork();
        if (inner == 0) {
            say("inner");
            _exit(0);
        }
        waitpid(inner, NULL, 0);
        say("outer");
        _exit(0);
    }
    waitpid(outer, NULL, 0);
    say("parent");
    return 0;
}
