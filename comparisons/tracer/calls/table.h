/* SPDX-License-Identifier: MIT */
/* The system calls that are recorded. */
#ifndef CALLS_TABLE_H
#define CALLS_TABLE_H

#include <stddef.h>

#include "calls/call.h"

extern const struct call calls[];
extern const size_t calls_count;

/* The call with this number, or NULL if it is not recorded. */
const struct call *
call_find(uint64_t number);

/* Whether this call is recorded with these arguments. */
bool
call_matters(const struct call *call, const uint64_t arguments[6]);

/* The class of a call with these arguments. */
enum call_class
call_class_of(const struct call *call, const uint64_t arguments[6]);

#endif
