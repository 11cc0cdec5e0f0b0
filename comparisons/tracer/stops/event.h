/* SPDX-License-Identifier: MIT */
/* What ptrace reports beside system calls: creations, execs, exits, signals. */
#ifndef STOPS_EVENT_H
#define STOPS_EVENT_H

struct tracee;
struct session;

/* A thread has created another one. Returns that if it was kept stopped and
 * may go on now, else NULL. */
struct tracee *
event_creation(struct session *session, struct tracee *tracee, int event);

/* A thread has executed a program: returns it, for its id may be new. */
struct tracee *
event_exec(struct session *session, struct tracee *tracee);

/* PTRACE_EVENT_EXIT: the thread still exists; its status word is known. */
void
event_exit(struct session *session, struct tracee *tracee);

/* A signal is about to be delivered to a thread. */
void
event_signal(struct session *session, struct tracee *tracee, int number);

#endif
