/* Wrong: run() waits for any child, and gets the end of one that was started before.
 * Must say: JS007\]: The exit status of worker 1 was taken by a wait for any child.* No wait told of the end of worker 2
 * Must say: wait\(&status\); *\n(.*\n)?.*its status is taken here
 * Must say: waitpid\(early, &status, 0\); *\n(.*\n)?.*the wait for worker 1 failed here \(ECHILD\)
 * Must say: help: wait for the PIDs one by one, and look whether a wait failed
 * Must not say: help: each wait takes one child
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int
run(int reader, int writer)
{
    int status;
    if (fork() == 0) {
        char c;
        close(writer);
        _exit((int)read(reader, &c, 1)); /* until the parent has ended */
    }
    wait(&status);
    return WEXITSTATUS(status);
}

int
main(void)
{
    int ends[2], status = 0;
    if (pipe(ends) == -1)
        return 1;
    pid_t early = fork();
    if (early == 0)
        _exit(3);
    printf("run: %d\n", run(ends[0], ends[1]));
    waitpid(early, &status, 0);
    printf("early: %d\n", WEXITSTATUS(status));
    return 0;
}
