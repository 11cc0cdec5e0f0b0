/* SPDX-License-Identifier: MIT */
/* New images of this program. */
#ifndef PROCESS_IMAGE_H
#define PROCESS_IMAGE_H

#include <sys/types.h>

#include "process.h"

/* The roles of a new image: its first argument. */
#define IMAGE_WORKER "--process-worker"
#define IMAGE_SERVER "--process-forkserver"

/* Take what process_main() is given, and find this program's file. Until then
 * image_worker() finds nothing. Both arguments are kept, not copied. */
void
image_init(char *name, const struct process_worker *workers);

/* The entry of `workers` with this target; NULL with ENOENT. */
const struct process_worker *
image_worker(int (*target)(void *argument));

/* The entry of `workers` with this name; NULL with ENOENT. */
const struct process_worker *
image_worker_named(const char *name);

/* Start a new image of this program. It inherits the two descriptors, whose
 * numbers follow its role. Returns its PID, or -1 with errno. */
pid_t
image_start(char *role, int first, int second);

#endif
