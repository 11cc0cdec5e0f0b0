/* SPDX-License-Identifier: MIT */
/* The loop: waits for stops and deaths, has them recorded, lets go on. */
#ifndef LOOP_H
#define LOOP_H

struct task;
struct tracer;

/* Trace until no task is left. */
void
trace(struct tracer *tracer);

/* Let a stopped thread go on, with a signal or with 0. */
void
trace_resume(struct tracer *tracer, struct task *task, int number);

#endif
