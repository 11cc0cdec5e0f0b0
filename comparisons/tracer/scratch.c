#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "scratch.h"

#include <stdlib.h>
#include <string.h>

struct scratch_block {
    struct scratch_block *next;
    alignas(max_align_t) char bytes[];
};

void *
scratch_take(struct scratch *scratch, size_t n)
{
    n += -n % alignof(max_align_t);
    if (n <= sizeof scratch->first - scratch->used) {
        char *piece = scratch->first + scratch->used;
        scratch->used += n;
        return piece;
    }
    struct scratch_block *block = malloc(sizeof *block + n);
    if (block == NULL) {
        scratch->failed = true;
        return NULL;
    }
    block->next = scratch->more;
    scratch->more = block;
    return block->bytes;
}

char *
scratch_copy(struct scratch *scratch, const char *bytes, size_t n)
{
    char *copy = scratch_take(scratch, n + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, bytes, n);
    copy[n] = '\0';
    return copy;
}

void
scratch_reset(struct scratch *scratch)
{
    while (scratch->more != NULL) {
        struct scratch_block *next = scratch->more->next;
        free(scratch->more);
        scratch->more = next;
    }
    scratch->used = 0;
}
