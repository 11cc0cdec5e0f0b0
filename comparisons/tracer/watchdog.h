/* SPDX-License-Identifier: MIT */
/* The watchdog: a child of the tracer that ends when the run must end.
 *
 * The tracer sleeps in waitpid(), and the end of a child is the one event
 * that ends that sleep without a race. So the cancel pipe, the deadline and the
 * command's output, which somebody has to read, are this child's business: it
 * polls, and ends when one of them says so. It is no tracee, and a child of
 * ours, so that waitpid(-1) reports its end like any other.
 *
 * Whoever holds the other end of the cancel pipe may also end the run for a
 * reason, by a letter: d, the deadline has passed; s, the command stands still;
 * i, nobody wants to wait any longer.
 *
 * A command may leave processes behind that never end. If its root has ended
 * and its output is closed, nobody can learn anything more of them: they have a
 * second of grace, then the run ends.
 */
#ifndef WATCHDOG_H
#define WATCHDOG_H

#include <sys/types.h>

struct tracer_options;

/* The watchdog's exit status. */
enum {
    WATCHDOG_CANCELLED = 1, /* the cancel pipe was closed */
    WATCHDOG_DEADLINE,      /* the deadline has passed */
    WATCHDOG_SURVIVORS,     /* root and output have ended, but others go on */
    WATCHDOG_STANDSTILL,    /* by the letter s */
    WATCHDOG_INTERRUPT,     /* by the letter i */
};

/* Start the watchdog if the options need one. Returns its PID, or 0 if none is
 * needed, or -1 with errno. Close *root_pipe when the root has ended. */
pid_t
watchdog_start(const struct tracer_options *options, int *root_pipe);

/* Kill the watchdog and reap it, if there is one, and close the pipe, unless
 * that has been done. */
void
watchdog_stop(pid_t watchdog, int root_pipe);

#endif
