/* Wrong: parent and child wait for a signal, and each is the only one who could send it.
 * Must say: \[JS023\] The parent waits for a signal that nothing in the program sends\.
 * Must say: \d\d \| pause\(\);\n.* parent waits here
 * Must say: (?m)^ +parent \(\d+\) waits in pause for a signal, at nobody_sends_it\.c:\d+$
 * Must say: (?m)^ +worker \(\d+\) waits in pause for a signal, at nobody_sends_it\.c:13$
 */
#include <unistd.h>

int
main(void)
{
    if (fork() == 0) {
        pause();
        _exit(7);
    }
    pause();
    return 0;
}
