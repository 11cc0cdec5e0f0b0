/* SPDX-License-Identifier: MIT */
/* Ends: of threads, of the root, and of all when a limit is reached. */
#ifndef STOPS_EXIT_H
#define STOPS_EXIT_H

struct tracee;
struct session;

/* PTRACE_EVENT_EXIT: the thread still exists; its exit status is known. */
void
exit_begins(struct session *session, const struct tracee *tracee, int status);

/* A thread has ended with this wait status: record it and forget it. */
void
exit_reported(struct session *session, struct tracee *tracee, int status);

/* Kill all. `limit` names the limit that was reached, or is NULL. */
void
kill_all(struct session *session, const char *limit);

#endif
