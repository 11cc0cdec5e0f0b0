/* Wrong: nothing; the worker sets the signal back and tells when, and is ended by it.
 * Must say: killed by SIGTERM
 * Must not say: JS052
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
clean_up(int number)
{
    _exit(number == SIGTERM ? 0 : 1);
}

int
main(void)
{
    int ends[2];
    char byte;
    signal(SIGTERM, clean_up);
    if (pipe(ends) != 0)
        return 1;
    pid_t worker = fork();
    if (worker == 0) {
        signal(SIGTERM, SIG_DFL);
        if (write(ends[1], "1", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    if (read(ends[0], &byte, 1) != 1)
        return 1;
    kill(worker, SIGTERM);
    waitpid(worker, NULL, 0);
    return 0;
}
