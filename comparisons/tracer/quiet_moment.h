/* SPDX-License-Identifier: MIT */
/* Quiet moments: somebody is held, and nothing else can happen. */
#ifndef QUIET_MOMENT_H
#define QUIET_MOMENT_H

struct session;
struct tracee;

/* No status is there to be had and somebody is held: look whether nothing else
 * can happen any more. Returns who is to go on then; NULL: wait for a status
 * again, for a moment has passed. SIGCHLD has to be blocked. */
struct tracee *
quiet_moment(struct session *session);

#endif
