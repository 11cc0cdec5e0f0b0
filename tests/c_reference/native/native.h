/* SPDX-License-Identifier: MIT */
/* What the scenarios share: checks, workers, and calls that fail on demand. */
#ifndef NATIVE_H
#define NATIVE_H

#include "process.h"

#define CHECK(expected, actual)                                                \
    check(expected, (long long)(actual), #actual, __LINE__)
#define FAILS(error, call) fails(error, (call), #call, __LINE__)

/* Say it on standard error and exit with 1 unless the two are the same. */
void
check(long long expected, long long actual, const char *what, int line);

/* The call must have returned -1 with that errno. */
void
fails(int error, int result, const char *what, int line);

int
returns(void *number);

int
raises(void *number);

int
sleeps(void *nothing);

int
is_untold(void *nothing);

/* Start a worker and wait for it, whatever signals come; its exit code. */
int
run(int (*target)(void *argument), int number);

void
start(struct process *p, int (*target)(void *argument));

void
join(struct process *p);

/* How many descriptors this process has open. */
int
descriptors(void);

/* Whether $PROCESS_START_METHOD is that. */
int
method_is(const char *name);

/* The call of that name which is the so-manieth from now on fails; 0: none. A
 * new image takes this from $FAULT: "NAME COUNT ERRNO". */
void
fault(const char *name, int count, int error);

int
fault_is_pending(void);

#endif
