/* Not wrong: each child is waited for before the next is made, and nobody could notice that.
 * Must say: worker 3
 * Must not say: JS047
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    for (int i = 0; i < 3; i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        waitpid(pid, NULL, 0);
    }
    return 0;
}
