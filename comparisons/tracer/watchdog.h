/* SPDX-License-Identifier: MIT */
/* The keeper: a child of the recorder that ends when the run must end.
 *
 * The tracer sleeps in waitpid(), and the death of a child is the one event
 * that ends that sleep without a race. So the leash, the deadline and the
 * command's output, which somebody has to read, are this child's business.
 */
#ifndef WATCHDOG_H
#define WATCHDOG_H

#include <sys/types.h>

struct recorder_options;

/* The keeper's exit status. */
enum {
    KEEPER_LEASH = 1, /* the leash was let go */
    KEEPER_DEADLINE,  /* the deadline has passed */
    KEEPER_LINGER,    /* root and output have ended, but others go on */
};

/* Start the keeper if the options need one. Returns its PID, or 0 if none is
 * needed, or -1 with errno. Close *hold when the root has ended. */
pid_t
keeper_start(const struct recorder_options *options, int *hold);

#endif
