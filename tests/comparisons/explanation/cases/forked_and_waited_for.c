/* Each child is waited for before the next one is made.
 * Must say: note\[JS047\]: Workers 1 to 3 ran one after the other
 * Must say: help: if they may run at the same time, fork all of them first
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    for (int i = 0; i < 3; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            usleep(100000);
            _exit(0);
        }
        waitpid(pid, NULL, 0);
    }
    return 0;
}
