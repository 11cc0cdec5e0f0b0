/* Wrong: one wait() for two children gets the status of the one that ends first.
 * Must say: help: each wait takes one child
 * Must say: worker 2's end: wait\(\) at one_wait_for_two\.c:\d+ took the status of worker 1\.
 * Must say: wait\(\) (waited until|found that) worker 1 had ended
 * Must say: The program waited, but no wait of it told of worker 2's end
 * Must say: parent\s+\d+ wait\(NULL\);\s+wait4 begins
 */
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    if (fork() == 0)
        _exit(1);
    if (fork() == 0) {
        usleep(300000);
        _exit(2);
    }
    wait(NULL);
    return 0;
}
