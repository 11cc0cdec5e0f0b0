/* Wrong: a loop of wait() ends when no child is left; it knows of no grandchild.
 * Must say: while \(wait\(NULL\) > 0\)\s+wait4 ECHILD
 * Must say: It was an orphan, whose own parent had ended first
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    if (fork() == 0) {
        if (fork() == 0) {
            usleep(200000);
            _exit(0);
        }
        _exit(0);
    }
    while (wait(NULL) > 0)
        ;
    return 0;
}
