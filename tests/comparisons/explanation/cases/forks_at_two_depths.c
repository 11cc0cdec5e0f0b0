/* Right: a helper that forks is called by the parent and by its worker, and each child ends there.
 * Must say: worker 2 +\d+ puts\("inner"\);
 * Must not say: JS032|went on with its parent's code
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void
run(void (*work)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        work();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void
inner(void)
{
    puts("inner");
}

static void
outer(void)
{
    run(inner);
    puts("outer");
}

int
main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    run(outer);
    puts("end");
    return 0;
}
