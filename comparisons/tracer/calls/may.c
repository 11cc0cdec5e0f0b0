#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Calls by which order may travel, in a way that is not followed further: of
 * such a call no more is told than which way that is. */
#include "calls/decode.h"

#include <sys/ioctl.h>

#include "proc/memory.h"
#include "tracee.h"

/* A call that has no name is told by its number. */
void
enter_may(const struct stopped_call *stopped, struct arguments *given)
{
    if (stopped->call->number_text == NULL)
        given->code = number_of((int64_t)stopped->tracee->current.number);
}

/* Most are asked of a device; these, of any descriptor. */
void
enter_ioctl(const struct stopped_call *stopped, struct arguments *given)
{
    int value;
    switch ((uint32_t)stopped->arguments[1]) {
    case FIONBIO:
        if (memory_read(stopped->tracee->tid, stopped->arguments[2], &value,
                        sizeof value) == -1)
            value = 1;
        set_option(given, "O_NONBLOCK", value != 0);
        break;
    case FIOASYNC:
        given->reason = "descriptor_state";
        break;
    default:
        given->reason = "device";
    }
}
