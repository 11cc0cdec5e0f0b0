/* SPDX-License-Identifier: MIT */
/* Which pipes and sockets may have O_NONBLOCK, so that a read of one may return
 * with nothing.
 *
 * That is a flag of the open file, and /proc tells it, which takes longer than
 * the read. Most programs set it nowhere, others for a pipe or two; so what it
 * is set for is remembered, in a set that may say yes of too many: then /proc
 * is asked in vain.
 */
#ifndef NONBLOCKING_H
#define NONBLOCKING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "records/field.h"

struct call;
struct descriptor;

struct nonblocking {
    uint64_t names[16]; /* a bit for each name of an object, by its hash */
    bool anything;      /* a call has made one that was not looked at */
};

/* Remember the descriptors of a table that have the flag. */
void
nonblocking_found(struct nonblocking *nonblocking,
                  const struct descriptor *table);

/* Remember what a call that is entered may set it for. */
void
nonblocking_entered(struct nonblocking *nonblocking, pid_t tid,
                    const struct call *call, const uint64_t arguments[6]);

/* Remember what has been opened with it. */
void
nonblocking_made(struct nonblocking *nonblocking, struct text object);

/* Whether an object may have it. Of others than pipes and sockets, that can
 * be: they are made by calls that are not seen. A file cannot. */
bool
nonblocking_may(const struct nonblocking *nonblocking, struct text object);

#endif
