/* SPDX-License-Identifier: MIT */
/* Operations on queues, counters and epoll sets, and moves between channels. */
#ifndef OBJECTS_H
#define OBJECTS_H

enum { OBJECTS = 24, MOST_BYTES = 1 << 17 };

extern int fds[OBJECTS][2];
extern char bytes[MOST_BYTES];

/* The kind of a call's answer: s success, n not yet, i interrupted, f failure.
 */
char
kind(long result);

/* Perform an operation; 0 if it is none of these. */
char
objects(const char *name, const int a[]);

#endif
