/* SPDX-License-Identifier: MIT */
/* A new thread's first stop and its creator's PTRACE_EVENT_CLONE, _FORK or
 * _VFORK come in any order, and either may fail to come when one is killed. */
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
