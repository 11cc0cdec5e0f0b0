#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/note.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "calls/table.h"
#include "dumps.h"
#include "proc/memory.h"
#include "session.h"

enum { MARK = sizeof NOTE_MARK - 1, MOST = 1 << 20 };

bool
note_taken(struct session *session, const struct tracee *tracee,
           const struct call *call, const uint64_t arguments[6])
{
    uint64_t n = arguments[2];
    if (call->number != SYS_write || (int)arguments[0] != NOTE_FD ||
        n <= MARK || n > MOST)
        return false;
    char *text = scratch_take(&session->scratch, (size_t)n + 1);
    if (text == NULL ||
        memory_read(tracee->tid, arguments[1], text, (size_t)n) == -1 ||
        memcmp(text, NOTE_MARK, MARK) != 0)
        return false;
    text[n] = '\0';
    if (n > MARK + sizeof DUMP_NOTE &&
        memcmp(text + MARK, DUMP_NOTE, sizeof DUMP_NOTE - 1) == 0)
        session->dump_signal = atoi(text + MARK + sizeof DUMP_NOTE - 1);
    record_note(&session->records, tracee->tid, tracee->pid,
                text_of(text + MARK, (size_t)n - MARK));
    return true;
}
