/* SPDX-License-Identifier: MIT */
/* Whether all tracees that are not held are blocked: in calls that nothing ends
 * but what another of them does, or somebody outside.
 *
 * Looking at one after the other proves nothing, for the first may run when
 * the last is looked at. So each is asked for what it has computed as well
 * (schedstat): if two looks at all of them are equal and waitpid() has no
 * status, none of them has run in between, and there was a moment at which all
 * were blocked: a double collect. It stays so, as nobody is left to end it.
 *
 * Each of these makes the look end with "no", or we would be wrong:
 *
 * - the kernel says of a thread that it runs, or that it was woken: its state
 *   is another one than S;
 * - its wait ends by itself: it has a timeout, or is on a disk;
 * - what it waits for may come from outside: a terminal, a timer, the network,
 *   a file, the pipe that the command had as its input;
 * - it writes to the command's own output, which is drained;
 * - its clone, in state D, is no vfork: it copies page tables.
 */
#ifndef QUIET_H
#define QUIET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct session;
struct tracee;

enum { WAITED_FDS = 16 };

/* In what a thread waits. */
struct blocked {
    const char *call; /* NULL: it has ended, and waits for its own threads */
    pid_t child;      /* the one that a wait is for; 0: any, or another call */
    int fds[WAITED_FDS];
    size_t count; /* of descriptors, of all that the call is about */
};

/* Whether a thread is blocked; then *seen changes with all that was seen. */
bool
quiet_blocked(struct session *session, const struct tracee *tracee,
              struct blocked *blocked, uint64_t *seen);

/* Whether all that are not held are blocked, and what was seen. */
bool
quiet_look(struct session *session, uint64_t *seen);

#endif
