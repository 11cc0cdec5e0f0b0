/* Wrong: a child in the background changes the terminal, and is stopped for that.
 * Through: terminal
 * Deadline: 2
 * Must say: \[JS022\] The parent waits for the worker to end, but the worker is stopped by SIGTTOU,
 * Must say: which stops a process that changes the terminal from the background: it has not ended
 * Must say: help: bring its process group to the foreground by tcsetpgrp\(\), or let it ignore the
 * Must say: After SIGCONT alone the terminal stops it again when it does the same
 * Must say: (?m)^ +worker \(\d+\) +[=.]*T+$
 * Must say: worker\s+\(is stopped by SIGTTOU\)
 * Must say: worker is stopped by SIGTTOU
 * Must say: WUNTRACED
 */
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int
main(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct termios mode;
        setpgid(0, 0);
        if (tcgetattr(STDOUT_FILENO, &mode) == 0)
            tcsetattr(STDOUT_FILENO, TCSANOW, &mode);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    return 0;
}
