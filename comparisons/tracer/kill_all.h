/* SPDX-License-Identifier: MIT */
/* Ends the run before its time. */
#ifndef KILL_ALL_H
#define KILL_ALL_H

struct session;

/* Kill all tracees. `limit` names the limit that was reached, or is NULL. */
void
kill_all(struct session *session, const char *limit);

#endif
