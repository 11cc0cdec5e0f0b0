/* Wrong: the signal comes before pause() is called, and its handler runs then.
 * Deadline: 3
 * Must say: \[JS023\] The parent waits for a signal, and nothing that is left of the program sends one: SIGUSR1 came before it began to wait\.
 * Must say: pause\(\);\n.* parent waits here
 * Must say: (?m)^ +worker \(\d+\) waits in pause for a signal, at signal_before_the_wait\.c:\d+$
 * Must say: help: block the signal by sigprocmask\(\) before it can come
 * Must not say: that nothing in the program sends
 */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t came;

static void
on_usr1(int number)
{
    came = number;
}

int
main(void)
{
    signal(SIGUSR1, on_usr1);
    pid_t pid = fork();
    if (pid == 0) {
        kill(getppid(), SIGUSR1);
        pause();
        _exit(0);
    }
    while (!came)
        continue;
    pause();
    kill(pid, SIGUSR1);
    waitpid(pid, NULL, 0);
    return 0;
}
