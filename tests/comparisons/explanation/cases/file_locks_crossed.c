/* Wrong: the child locks two files in one order, its parent in the other.
 * Deadline: 8
 * Must say: \[JS021\] Deadlock: the parent waits for the lock of \S+/two\w+, and the worker, which holds it, waits for the lock of \S+/one\w+, which the parent holds\.
 * Must say: if \(flock\(fd, LOCK_EX\) == -1\) *\n(.*\n)?.*\^ parent and worker wait here
 * Must say: take\(first\); *\n(.*\n)?.*\^ parent took the lock here that it still holds
 * Must say: both\(one, two, ready\[1\], go\[0\]\); *\n(.*\n)?.*parent takes one lock and waits for the other in this call
 * Must say: both\(two, one, go\[1\], ready\[0\]\); *\n(.*\n)?.*worker takes one lock and waits for the other in this call
 * Must say: waits in flock on descriptor \d+ for the lock of \S+/two\w+, which worker \(\d+\) holds
 * Must not say: lock or semaphore
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static char one[4096], two[4096];

static void
take(const char *path)
{
    int fd = open(path, O_RDWR);
    if (flock(fd, LOCK_EX) == -1)
        _exit(1);
}

static void
both(const char *first, const char *second, int tell, int hear)
{
    char c = 0;
    take(first);
    if (write(tell, &c, 1) != 1 || read(hear, &c, 1) != 1) /* both have one */
        _exit(1);
    take(second);
}

int
main(void)
{
    int ready[2], go[2];
    const char *folder = getenv("TMPDIR");
    snprintf(one, sizeof one, "%s/oneXXXXXX", folder ? folder : "/tmp");
    snprintf(two, sizeof two, "%s/twoXXXXXX", folder ? folder : "/tmp");
    close(mkstemp(one));
    close(mkstemp(two));
    if (pipe(ready) == -1 || pipe(go) == -1)
        return 1;
    pid_t pid = fork();
    if (pid == 0) {
        both(two, one, go[1], ready[0]);
        _exit(0);
    }
    both(one, two, ready[1], go[0]);
    waitpid(pid, NULL, 0);
    return 0;
}
