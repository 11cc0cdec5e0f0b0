#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "calls/lookup.h"

#include <sys/syscall.h>

#include "calls/table.h"

#define CALL(name) {SYS_##name, #name}

/* Calls that are not recorded, but in which a thread may be found waiting. */
static const struct {
    long number;
    const char *name;
} others[] = {
    CALL(msgrcv),
    CALL(semop),
    CALL(fsync),
};

const char *
tracer_call_name(long number, const char **class)
{
    const struct call *call = number < 0 ? NULL : call_find((uint64_t)number);
    if (call != NULL) {
        *class = class_name(call->class);
        return call->name;
    }
    *class = NULL;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (others[i].number == number)
            return others[i].name;
    return NULL;
}
