#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Files by their names: open and its like. */
#include "calls/decode.h"

#include "proc/memory.h"
#include "session.h"

void
decode_path(struct session *session, struct tracee *tracee, uint64_t address)
{
    char text[4096];
    ssize_t n = memory_string(tracee->tid, address, text, sizeof text);
    if (n >= 0)
        json_text(&session->json, "path", text, (size_t)n);
}

void
enter_open(struct session *session, struct tracee *tracee)
{
    decode_path(session, tracee, tracee->current.arguments[0]);
}

void
enter_openat(struct session *session, struct tracee *tracee)
{
    decode_path(session, tracee, tracee->current.arguments[1]);
}
