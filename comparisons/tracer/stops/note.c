#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/note.h"

#include <string.h>
#include <sys/syscall.h>

#include "calls/table.h"
#include "proc/memory.h"
#include "session.h"

enum { MARK = sizeof NOTE_MARK - 1 };

bool
note_taken(struct session *session, const struct tracee *tracee,
           const struct call *call, const uint64_t arguments[6])
{
    uint64_t n = arguments[2];
    if (call->number != SYS_write || (int)arguments[0] != NOTE_FD ||
        n <= MARK || n > sizeof session->data ||
        memory_read(tracee->tid, arguments[1], session->data, (size_t)n) ==
            -1 ||
        memcmp(session->data, NOTE_MARK, MARK) != 0)
        return false;
    tracer_begin(session, "note", tracee->tid, tracee->pid);
    json_text(&session->json, "text", session->data + MARK, (size_t)n - MARK);
    json_end(&session->json);
    return true;
}
