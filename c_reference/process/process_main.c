#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* What a process of this program is: the program itself, a worker or the fork
 * server. No other file of the library knows all three. */
#include <stdlib.h>
#include <string.h>

#include "process_image.h"
#include "process_message.h"
#include "process_server.h"

/* CPython: multiprocessing.freeze_support() and spawn.spawn_main(). */
void
process_main(int argc, char **argv, const struct process_worker *workers)
{
    image_init(argv[0], workers);
    if (argc != 4)
        return;
    int first = atoi(argv[2]), second = atoi(argv[3]);
    if (strcmp(argv[1], IMAGE_WORKER) == 0)
        exit(child_read_and_run(first));
    if (strcmp(argv[1], IMAGE_SERVER) == 0)
        exit(server_main(first, second));
}
