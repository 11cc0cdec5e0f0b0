/* SPDX-License-Identifier: MIT */
/* Vectors of bytes, which writes and messages have in common. */
#ifndef CALLS_IO_H
#define CALLS_IO_H

#include "calls/call.h"

/* How many bytes the vectors at an address have in all. */
struct number
io_count(const struct stopped_call *stopped, uint64_t address, uint64_t count);

/* Whether the call has put bytes on stdout or stderr. */
bool
io_is_output(const struct stopped_call *stopped);

/* Then: take them from the vectors at an address. */
void
io_output(const struct stopped_call *stopped, struct results *found,
          uint64_t address, uint64_t count);

#endif
