/* SPDX-License-Identifier: MIT */
/* The loop: waits for stops and ends, has them recorded, resumes. */
#ifndef LOOP_H
#define LOOP_H

struct tracee;
struct session;

/* Trace until no tracee is left. */
void
loop_run(struct session *session);

/* Let a stopped thread go on, with a signal or with 0. */
void
loop_resume(struct session *session, struct tracee *tracee, int number);

#endif
