#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Calls about files by their names, or by a descriptor alone: those that change
 * one, or a folder, and those that look at one. */
#include "calls/decode.h"

#include "session.h"
#include "tracee_fields.h"

static struct text
path(const struct stopped_call *stopped, unsigned argument)
{
    return text_at(&stopped->session->scratch, stopped->tracee->tid,
                   stopped->arguments[argument]);
}

void
enter_path(const struct stopped_call *stopped, struct arguments *given)
{
    const struct call *call = stopped->call;
    given->paths = call->paths;
    if (call->paths > 0)
        given->path_list[0] = path(stopped, call->path_argument);
    if (call->paths > 1)
        given->path_list[1] = path(stopped, call->second_path);
}
