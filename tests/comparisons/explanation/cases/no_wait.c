/* Wrong: the parent never waits, so the worker is an orphan.
 * Must say: No process of the program waited for the worker\.
 * Must say: It was an orphan, whose own parent had ended first
 * Must not say: waited( \S+ \S+)? until
 */
#include <unistd.h>

int
main(void)
{
    if (fork() == 0) {
        usleep(100000);
        _exit(0);
    }
    return 0;
}
