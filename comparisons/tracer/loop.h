/* SPDX-License-Identifier: MIT */
/* The loop: waits for a stop or an end, has it recorded, resumes the tracee. */
#ifndef LOOP_H
#define LOOP_H

struct session;
struct tracee;

/* Resume the root, and trace until no tracee is left. */
void
loop_run(struct session *session, struct tracee *root);

#endif
