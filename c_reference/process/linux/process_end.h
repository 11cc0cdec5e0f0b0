/* SPDX-License-Identifier: MIT */
/* How the end of a worker becomes known: look, publish, reap. */
#ifndef PROCESS_END_H
#define PROCESS_END_H

#include "process_deadline.h"
#include "process_handle.h"

/* Whether the end is known. */
int
end_is_known(const struct process_handle *h);

/* Learn the end of a worker whose pidfd is readable. Waits until the deadline
 * where another process must reap it first; what is not known by then is
 * PROCESS_UNKNOWN. Returns 1; 0 if a tracer holds it back; or -1 with errno:
 * EINTR, EINVAL (before Linux 5.4). Signal handlers may call it. */
int
end_learn(struct process_handle *h, const struct deadline *deadline);

#endif
