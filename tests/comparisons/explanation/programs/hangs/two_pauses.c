/* SPDX-License-Identifier: MIT */
/* Parent and child wait for a signal that nobody sends. */
#include <stdio.h>
#include <unistd.h>

int
main(void)
{
    puts("before");
    fflush(stdout);
    if (fork() == 0)
        pause();
    else
        pause();
}
