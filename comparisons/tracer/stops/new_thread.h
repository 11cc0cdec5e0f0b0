/* SPDX-License-Identifier: MIT */
/* How a tracee begins.
 *
 * A new thread's first stop, and its creator's PTRACE_EVENT_CLONE, _FORK or
 * _VFORK, come in any order, and if one of the two is killed, one may not come
 * at all:
 *
 *     event, then stop    new_thread_created(): it is recorded, and runs
 *     stop, then event    new_thread_stopped(): it is kept stopped;
 *                         new_thread_created(): it is recorded, and runs
 *     stop, no event      new_thread_unreported(), when its creator has ended
 *     end, then event     new_thread_exited(): its end is kept;
 *                         new_thread_created(): both are recorded
 *     end, no event       new_thread_exited(): nobody will ever tell whose it
 *                         was, and it has done nothing: it is not recorded
 */
#ifndef STOPS_NEW_THREAD_H
#define STOPS_NEW_THREAD_H

#include <sys/types.h>

struct tracee;
struct session;

/* The root is about to execute the command: the recording starts. */
void
new_thread_root(struct session *session, struct tracee *root);

/* A creator is stopped by this ptrace event for its new thread. Returns the
 * new thread if it was kept stopped and may go on now, else NULL. */
struct tracee *
new_thread_created(struct session *session, struct tracee *creator, int event,
                   pid_t tid);

/* A new tracee has stopped before its creation event: keep it stopped until
 * then. NULL without memory. */
struct tracee *
new_thread_stopped(struct session *session, pid_t tid);

/* A new tracee has ended with this status word before its creation event. */
void
new_thread_exited(struct session *session, pid_t tid, int wait_status);

/* A creator has ended. Returns a thread of whose creation there will be no
 * event and that may go on now, or NULL: call it until then. */
struct tracee *
new_thread_unreported(struct session *session, const struct tracee *creator);

#endif
