/* SPDX-License-Identifier: MIT */
/* The end of a tracee, as waitpid() reports it. Its last stop, before that, is
 * event_exit()'s. */
#ifndef STOPS_EXIT_H
#define STOPS_EXIT_H

struct session;
struct tracee;

/* A tracee has ended with this status word: record it and forget it. */
void
exit_reported(struct session *session, struct tracee *tracee, int wait_status);

#endif
