/* SPDX-License-Identifier: MIT */
/* Waits for locks: a futex, a lock of a file.
 *
 * Such a wait carries no order that could be told, and a thread makes many.
 * Where they are asked for (option `waits`), both ends of the call make a stop,
 * and the two become one record, `waited`, if some time was between them. It is
 * no event, and no point of the order.
 */
#ifndef STOPS_WAIT_H
#define STOPS_WAIT_H

struct session;
struct tracee;

/* If a thread waits for a lock, that is over, or nobody will see it be: record
 * for how long it did, unless that was short. */
void
wait_over(struct session *session, struct tracee *tracee);

#endif
