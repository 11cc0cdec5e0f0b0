/* SPDX-License-Identifier: MIT */
/* Births. A new thread's first stop and its creator's report of it come in
 * any order, and either may fail to come when somebody is killed. */
#ifndef STOPS_NEW_THREAD_H
#define STOPS_NEW_THREAD_H

#include <sys/types.h>

struct task;
struct tracer;

/* The root is about to execute the command: the recording starts. */
void
birth_of_root(struct tracer *tracer, struct task *root);

/* A creator is stopped by this ptrace event for its new thread. Returns the
 * new thread if it was waiting and may go on now, else NULL. */
struct task *
birth_reported(struct tracer *tracer, struct task *creator, int event,
               pid_t tid);

/* An unknown thread has stopped: it waits. NULL without memory. */
struct task *
birth_awaited(struct tracer *tracer, pid_t tid);

/* An unknown thread has died. */
void
birth_missed(struct tracer *tracer, pid_t tid, int status);

/* A creator has died. Returns a thread that it can report no more and that
 * may go on now, or NULL: call it until then. */
struct task *
birth_orphaned(struct tracer *tracer, const struct task *dead);

#endif
