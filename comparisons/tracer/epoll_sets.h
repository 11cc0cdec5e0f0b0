/* SPDX-License-Identifier: MIT */
/* Sets of epoll that may have had more in them than is there now.
 *
 * What is in a set the kernel tells when somebody waits. But a descriptor that
 * its process closes stays in as long as another process has a copy of it, and
 * leaves with the last of these, whenever that is:
 *
 *     parent   epoll_ctl(ADD, 5)   fork   close(5)           epoll_wait = 4
 *     child                                        close(5)
 *
 * The set had 4 alone in it when the parent waited, but it could have been told
 * of 5. So it is remembered who has put which descriptors into sets, and closed
 * one that he had not taken out; what is in his sets is not told from then on.
 */
#ifndef EPOLL_SETS_H
#define EPOLL_SETS_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct session;
struct tracee;

/* A process that is new has the sets of its creator. */
void
epoll_sets_inherit(struct session *session, const struct tracee *creator,
                   struct tracee *tracee);

/* Remember what a call that is entered does to sets, or what is in them. */
void
epoll_sets_entered(struct session *session, struct tracee *tracee,
                   const struct call *call, const uint64_t arguments[6]);

/* A program is executed: it lacks what was to be closed then. */
void
epoll_sets_executed(struct tracee *tracee);

/* Whether more may have left the sets of a thread's process than it knows. */
bool
epoll_sets_left(struct session *session, const struct tracee *tracee);

#endif
