/* SPDX-License-Identifier: MIT */
/* The system calls of the kernel, and what each can do to order: the rows are
 * in system_calls.inc. */
#ifndef CALLS_TABLE_H
#define CALLS_TABLE_H

#include <stddef.h>

#include "calls/call.h"

enum { CALLS = 1024 }; /* numbers are below; today's end at some 470 */

/* The call with this number, of this machine; one that the table does not have
 * is a call by which anything may travel. */
const struct call *
call_find(uint64_t number);

/* Any call by the numbers of another machine, as int 0x80 has them. */
const struct call *
call_foreign(void);

/* Whether nothing travels by this call with these arguments. */
bool
call_is_inert(const struct call *call, const uint64_t arguments[6]);

/* Whether rt_sigaction for this signal stops. */
bool
call_tells_apart(int number);

/* Whether a call waits for a lock if it is taken. */
bool
call_waits(const struct call *call, const uint64_t arguments[6]);

/* Whether it looks at files, which is recorded on request. */
bool
call_looks(const struct call *call, const uint64_t arguments[6]);

/* The class of a call with these arguments. */
enum call_class
call_class_of(const struct call *call, const uint64_t arguments[6]);

#endif
