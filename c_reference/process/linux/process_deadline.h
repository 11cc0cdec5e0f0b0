/* SPDX-License-Identifier: MIT */
/* The time until which a call waits, on the monotonic clock. A wait that has to
 * be taken up again goes on with what is left of it. Signal handlers may call
 * all of these. */
#ifndef PROCESS_DEADLINE_H
#define PROCESS_DEADLINE_H

#include <time.h>

struct deadline {
    int never; /* it does not come */
    struct timespec at;
};

/* So many seconds from now; negative ones, and more than a billion, never come.
 * Returns 0; or -1 with EINVAL if it is not a number. */
int
deadline_in(struct deadline *deadline, double seconds);

/* What is left of it, in `left`, and that; NULL if it never comes. That is how
 * ppoll() takes it. */
const struct timespec *
deadline_left(const struct deadline *deadline, struct timespec *left);

/* Wait until the descriptor is ready for any of `events`, or for what poll()
 * always reports. Returns 1; 0 when the time was over first; or -1 with EINTR,
 * whether or not handlers restart calls (signal(7) on ppoll()). */
int
deadline_wait(const struct deadline *deadline, int fd, short events);

/* Wait for a millisecond at most, where nothing reports what is waited for.
 * Returns as deadline_wait() does. */
int
deadline_rest(const struct deadline *deadline);

#endif
