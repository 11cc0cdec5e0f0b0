/* SPDX-License-Identifier: MIT */
/* The loop: waits for a stop or an end, has it recorded, resumes the tracee. */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>

struct session;
struct tracee;

/* Resume the root, and trace until no tracee is left. */
void
loop_run(struct session *session, struct tracee *root);

/* Whether the records can no longer be written, and all is to end by that:
 * nobody reads them, or they are wanted whole. */
bool
loop_must_end(const struct session *session);

#endif
