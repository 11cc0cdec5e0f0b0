/* Wrong: the child whose exec fails returns into the loop, whose one line has a condition.
 * Must say: \[JS032\]: After its exec had failed \(ENOENT\) worker 1 went on .*: both ran line 31\.
 * Must say: execvp\(.*\n(.*\n)?.*the exec of worker 1 failed here
 * Must not say: JS043|No known mistake
 */
#include <sys/wait.h>
#include <unistd.h>

static int
run(char **command)
{
    int status;
    pid_t pid = fork();
    if (pid == 0) {
        execvp(command[0], command);
        return 127;
    }
    waitpid(pid, &status, 0);
    return status;
}

int
main(void)
{
    char *missing[] = {"no-such-program", 0}, *there[] = {"true", 0};
    char **commands[] = {missing, there};
    int failed = 0;
    for (int i = 0; i < 2; i++) {
        /* The name of what it calls stands here once, so both have run it. */

        if (run(commands[i]) != 0)
            failed++;
    }
    return failed > 1;
}
