/* Two workers that print nothing, and wait() for whichever ends. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    for (int i = 0; i < 2; i++)
        if (fork() == 0)
            _exit(i);
    while (wait(NULL) > 0)
        continue;
    puts("parent");
    return 0;
}
