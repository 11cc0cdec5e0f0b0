/* Wrong: the child goes on with its parent's code, into a function that has a way for either.
 * Must say: JS032\]: After the fork the worker went on with its parent's code: both ran line 27\.
 * Must say: worker +14 puts\("child"\);
 * Must say: parent +16 puts\("parent"\);
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void
say(pid_t pid)
{
    if (pid == 0)
        puts("child");
    else
        puts("parent");
    fflush(stdout);
}

int
main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    pid_t pid = fork();
    if (pid != 0)
        waitpid(pid, NULL, 0);
    say(pid);
    return 0;
}
