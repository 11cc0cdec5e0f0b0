/* SPDX-License-Identifier: MIT */
/* process_set.h: wait for many workers as they end, on Linux.
 *
 * One epoll instance has the pidfds, and says which of them have become
 * readable: a wait costs as much as there are workers that have ended, not as
 * there are workers. To wait for N of them, one after the other, is N steps;
 * process_wait_any(), which hands all of them to the kernel each time, takes N
 * times N.
 *
 * A handle leaves its set before its pidfd is closed, and
 * process_handle_close() says EBUSY until it has. Workers that were forked
 * later have copies of the pidfd. epoll(7) would keep reporting it as long as
 * one of them is open, and nobody could take it out any more.
 *
 * Errors: -1 with errno. Threads: any number may wait, add and remove at once;
 * a worker that has ended is reported to one of them, once. Not for signal
 * handlers. Not for a forked copy: it would share the epoll instance, in which
 * the kernel keeps addresses of this process's handles.
 */
#ifndef PROCESS_SET_H
#define PROCESS_SET_H

#include <stddef.h>

#include "process_handle.h"

struct process_set {
    int fd; /* is readable when a worker in it has ended; closed on exec */
};

/* Returns 0; or -1 with errno: EMFILE, ENFILE, ENOMEM. */
int
process_set_open(struct process_set *set);

/* Put in a started worker, whose struct stays where it is. Returns 0; or -1
 * with errno: EINVAL (not started, closed), EEXIST (it is in a set), ENOMEM,
 * ENOSPC (epoll_ctl(2)). */
int
process_set_add(struct process_set *set, struct process_handle *h);

/* Take out a worker. Returns 0; or -1 with errno: ENOENT (it is not in there,
 * or was reported). */
int
process_set_remove(struct process_set *set, struct process_handle *h);

/* Wait until workers have ended, at most `timeout` seconds, as
 * process_handle_join() does. Writes at most `most` of them to `ended`: they
 * are joined, and out of the set. Returns their number; 0 when the time was
 * over first, or `most` is 0; or -1 with errno: EINTR, EINVAL. */
int
process_set_wait(struct process_set *set, struct process_handle **ended,
                 size_t most, double timeout);

/* Take out all workers first. */
void
process_set_close(struct process_set *set);

#endif
