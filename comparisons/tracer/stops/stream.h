/* SPDX-License-Identifier: MIT */
/* The command's standard output and error. */
#ifndef STOPS_STREAM_H
#define STOPS_STREAM_H

struct session;

/* The stream of the command that a write goes to; 0: neither. Where both are
 * one object, as in a terminal, the descriptor tells. */
int
stream_of(const struct session *session, int fd, const char *object);

#endif
