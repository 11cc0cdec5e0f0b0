/* Wrong: the handler is set before the fork, so the worker cleans up for its parent.
 * Must say: note\[JS052\]: The worker was sent SIGTERM, which ends who has no handler: it ran the one that it had inherited
 * Must say: kill\(worker, SIGTERM\);\n.*the worker is sent SIGTERM here
 * Must say: first thing in the worker, by signal\(\.\.\., SIG_DFL\)
 * Must not say: exitcode|spawn
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
clean_up(int number)
{
    unlink("/tmp/of-the-parent-alone");
    _exit(number == SIGTERM ? 0 : 1);
}

int
main(void)
{
    signal(SIGTERM, clean_up);
    pid_t worker = fork();
    if (worker == 0)
        for (;;)
            pause();
    kill(worker, SIGTERM);
    waitpid(worker, NULL, 0);
    return 0;
}
