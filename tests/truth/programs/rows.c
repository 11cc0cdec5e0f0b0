/* SPDX-License-Identifier: MIT */
/* All rows in C, as one program: one compilation takes a second or two. */
#include "row.h"
/* The kinds: */
#include "counters.c"
#include "fifos.c"
#include "files.c"
#include "locks.c"
#include "looks.c"
#include "memory.c"
#include "networks.c"
#include "passed.c"
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
#include "unix_sockets.c"
#include "vforks.c"
#include "waits.c"

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
