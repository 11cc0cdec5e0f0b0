/* A worker makes a sibling of itself, which their common parent reaps. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
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
    pid_t pid = fork();
    if (pid == 0) {
        if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0) {
            say("sibling");
            _exit(0);
        }
        say("worker");
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    say("worker reaped");
    wait(NULL);
    say("sibling reaped");
    return 0;
}
