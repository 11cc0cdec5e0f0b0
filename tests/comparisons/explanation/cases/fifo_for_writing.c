/* Wrong: the child opens a FIFO to write to it, and nobody opens it to read.
 * Deadline: 2
 * Must say: \[JS036\] The worker opens the FIFO jobs for writing, and waits for somebody to open it
 * Must say: worker \(\d+\) waits in openat for somebody to open the other end of a FIFO
 * Must say: with O_NONBLOCK it fails at once \(ENXIO\)
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    if (chdir(getenv("TMPDIR")) != 0 || mkfifo("jobs", 0600) != 0)
        return 1;
    pid_t pid = fork();
    if (pid == 0)
        _exit(open("jobs", O_WRONLY) < 0);
    waitpid(pid, NULL, 0);
    return 0;
}
