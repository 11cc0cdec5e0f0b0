/* Right: one line of the program calls what the parent and what the child should do.
 * Must say: worker +\d+ puts\("child"\);
 * Must not say: JS032|went on with its parent's code
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void
parent(void)
{
    wait(NULL);
    puts("parent");
}

static void
child(void)
{
    puts("child");
}

int
main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    void (*rest)(void) = fork() == 0 ? child : parent;
    rest();
    return 0;
}
