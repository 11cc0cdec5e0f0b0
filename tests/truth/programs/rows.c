/* SPDX-License-Identifier: MIT */
/* The rows in C, as two programs, each compiled in a second or two: those that
 * look at others in /proc are apart, for who names it may always do so. */
#include "row.h"
/* The kinds: */
#ifdef LOOKING
#include "looks.c"
#include "memory.c"
#include "passed.c"
#else
#include "counters.c"
#include "fifos.c"
#include "files.c"
#include "locks.c"
#include "networks.c"
#include "pidfds.c"
#include "pipes.c"
#include "queues.c"
#include "rings.c"
#include "semaphores.c"
#include "signals.c"
#include "sleeps.c"
#include "socketpairs.c"
#include "threads.c"
#include "transfers.c"
#include "uncommon.c"
#include "unix_sockets.c"
#include "vforks.c"
#include "waits.c"
#endif

int
main(int count, const char **words)
{
    static const char *none[] = {NULL};
    first_process = getpid();
    points = count > 2 ? words + 2 : none;
    for (int i = 0; count > 1 && i < row_count; i++) {
        if (strcmp(rows[i].name, words[1]) == 0) {
            rows[i].run();
            return 0;
        }
    }
    errx(2, "no such row");
}
