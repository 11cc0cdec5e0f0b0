/* SPDX-License-Identifier: MIT */
/* New images of this program. */
#ifndef PROCESS_IMAGE_H
#define PROCESS_IMAGE_H

#include <sys/types.h>

#include "process.h"

/* The roles that a new image is given by its first argument. */
#define IMAGE_WORKER "--process-worker"
#define IMAGE_SERVER "--process-forkserver"

/* By the table that process_main() was given; NULL with ENOENT. */
const struct process_worker *
image_worker(int (*target)(void *argument));

const struct process_worker *
image_worker_named(const char *name);

/* Start a new image of this program, which inherits the two descriptors and
 * finds their numbers after its role. Returns its PID, or -1 with errno. */
pid_t
image_start(char *role, int first, int second);

#endif
