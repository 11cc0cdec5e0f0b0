/* SPDX-License-Identifier: MIT */
/* What ptrace reports beside system calls. */
#ifndef STOPS_EVENT_H
#define STOPS_EVENT_H

struct task;
struct tracer;

/* A thread has created another one. */
void
event_birth(struct tracer *tracer, struct task *task, int event);

/* A thread has executed a program: returns it, for its id may be new. */
struct task *
event_exec(struct tracer *tracer, struct task *task);

/* A thread is about to end. */
void
event_exit(struct tracer *tracer, struct task *task);

/* A signal is about to be delivered to a thread. */
void
event_signal(struct tracer *tracer, struct task *task, int number);

#endif
