#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "calls/lookup.h"

#include <stddef.h>

#include "calls/table.h"

const char *
tracer_call_name(long number, const char **class)
{
    const struct call *call = number < 0 ? NULL : call_find((uint64_t)number);
    *class = NULL;
    if (call == NULL || call->number_text == NULL)
        return NULL;
    if (call->kind == CARRIES)
        *class = class_name(call->class);
    return call->name;
}
