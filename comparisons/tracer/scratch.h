/* SPDX-License-Identifier: MIT */
/* Memory for what is said about one stop: paths, names of objects, output.
 *
 * It is taken piece by piece while a stop is looked at, and given back all at
 * once when the next one is: nobody frees a piece. The first block is enough
 * for nearly every stop; a poll of a thousand descriptors, or a long line of
 * output, gets blocks of its own.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>

struct scratch {
    bool failed; /* there was no memory once: what is missing is unknown */
    struct scratch_block *more;
    size_t used;
    alignas(max_align_t) char first[1 << 14];
};

/* n bytes, or NULL without memory. */
void *
scratch_take(struct scratch *scratch, size_t n);

/* A copy of n bytes with a zero behind them, or NULL without memory. */
char *
scratch_copy(struct scratch *scratch, const char *bytes, size_t n);

/* Give all back. */
void
scratch_reset(struct scratch *scratch);

#endif
