/* SPDX-License-Identifier: MIT */
/* Ends: of threads, of the root, and of all when a limit is reached. */
#ifndef STOPS_EXIT_H
#define STOPS_EXIT_H

struct task;
struct tracer;

/* A thread stops a last time, about to end with this status. */
void
death_coming(struct tracer *tracer, const struct task *task, int status);

/* A thread has died with this wait status: record it and forget it. */
void
death_recorded(struct tracer *tracer, struct task *task, int status);

/* Kill all. `limit` names the limit that was reached, or is NULL. */
void
death_of_all(struct tracer *tracer, const char *limit);

#endif
