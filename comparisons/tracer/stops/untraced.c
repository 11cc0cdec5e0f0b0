#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/untraced.h"

#include <linux/sched.h>

#include "proc/registers.h"
#include "tracee.h"

void
untraced_hide(struct tracee *tracee, uint64_t argument)
{
    if ((argument & CLONE_UNTRACED) != 0 &&
        registers_set_first(tracee->tid,
                            argument & ~(uint64_t)CLONE_UNTRACED) == 0)
        tracee->hidden_argument = argument;
}

void
untraced_show(struct tracee *tracee)
{
    if (tracee->hidden_argument != 0)
        registers_reset_first(tracee->tid, tracee->hidden_argument);
    tracee->hidden_argument = 0;
}
