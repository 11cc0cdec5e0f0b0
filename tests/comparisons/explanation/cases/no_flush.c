/* Wrong: what stands in the buffer at the fork is printed by both processes.
 * Must say: worker\s+\(prints "begin"\)|worker\s+\d+ exit\(0\);\s+write
 * Must say: parent\s+\(prints "begin"\)|parent\s+\d+ .*write
 * Must say: warning\[JS043\]: The worker and its parent printed nothing since the fork until both wrote "begin"
 * Must say: it stood in the buffer that fork\(\) copied
 * Must say: help: .*fflush\(stdout\)
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    setvbuf(stdout, NULL, _IOFBF, 4096);
    puts("begin");
    pid_t pid = fork();
    if (pid == 0)
        exit(0);
    waitpid(pid, NULL, 0);
    return 0;
}
