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
note_taken(struct tracer *tracer, const struct task *task,
           const struct call *call, const uint64_t arguments[6])
{
    uint64_t n = arguments[2];
    if (call->number != SYS_write || (int)arguments[0] != NOTE_FD ||
        n <= MARK || n > sizeof tracer->data ||
        memory_read(task->tid, arguments[1], tracer->data, (size_t)n) == -1 ||
        memcmp(tracer->data, NOTE_MARK, MARK) != 0)
        return false;
    tracer_begin(tracer, "note", task->tid, task->pid);
    json_text(&tracer->json, "text", tracer->data + MARK, (size_t)n - MARK);
    json_end(&tracer->json);
    return true;
}
