/* Wrong: the parent sleeps instead of waiting, and so nobody takes the status.
 * Must say: warning\[JS009\]: No process of the program waited for the worker\. It stayed a zombie for
 * Must say: No process of the program waited for the worker\.
 * Must not say: restart_syscall
 */
#include <unistd.h>

int
main(void)
{
    if (fork() == 0)
        _exit(3);
    sleep(1);
    return 0;
}
