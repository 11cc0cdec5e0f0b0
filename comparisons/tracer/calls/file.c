#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Files by their names: open and its like. */
#include "calls/decode.h"

#include "session.h"
#include "tracee_fields.h"

void
enter_open(const struct stopped_call *stopped, struct enter_fields *fields)
{
    fields->path = text_at(&stopped->session->scratch, stopped->tracee->tid,
                           stopped->arguments[0]);
}

void
enter_openat(const struct stopped_call *stopped, struct enter_fields *fields)
{
    fields->path = text_at(&stopped->session->scratch, stopped->tracee->tid,
                           stopped->arguments[1]);
}
