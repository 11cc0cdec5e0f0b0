/* SPDX-License-Identifier: MIT */
/* Notes: what a program says about itself, to whoever traces it.
 *
 * A note is a write to the descriptor NOTE_FD of bytes that begin with
 * NOTE_MARK. There is no such descriptor, so the call fails with EBADF, costs
 * next to nothing and changes nothing, with and without a tracer.
 */
#ifndef STOPS_NOTE_H
#define STOPS_NOTE_H

#include <stdbool.h>
#include <stdint.h>

struct call;
struct tracee;
struct session;

#define NOTE_FD (-2)
#define NOTE_MARK "joinscope note\n"

/* Whether the call that is entered is a note; then it has been recorded. */
bool
note_taken(struct session *session, const struct tracee *tracee,
           const struct call *call, const uint64_t arguments[6]);

#endif
