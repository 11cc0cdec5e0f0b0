#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "written_files.h"

#include <stdlib.h>

#include "proc/path.h"

static struct inode *
place(const struct inode_set *set, struct inode inode)
{
    size_t i = (size_t)inode.number * 11 + (size_t)inode.device;
    for (;; i++) {
        struct inode *found = &set->list[i & (set->size - 1)];
        if (found->number == 0 ||
            (found->number == inode.number && found->device == inode.device))
            return found;
    }
}

static bool
has(const struct inode_set *set, struct inode inode)
{
    return set->size > 0 && place(set, inode)->number != 0;
}

static bool
grow(struct inode_set *set)
{
    struct inode_set more = {NULL, set->count,
                             set->size > 0 ? 2 * set->size : 64};
    more.list = calloc(more.size, sizeof *more.list);
    if (more.list == NULL)
        return false;
    for (size_t i = 0; i < set->size; i++)
        if (set->list[i].number != 0)
            *place(&more, set->list[i]) = set->list[i];
    free(set->list);
    *set = more;
    return true;
}

static void
add(struct inode_set *set, struct inode inode)
{
    if (inode.number == 0 || has(set, inode))
        return;
    if (2 * set->count >= set->size && !grow(set))
        return;
    *place(set, inode) = inode;
    set->count++;
}

bool
written_has(const struct inode_set *written, struct inode inode)
{
    /* A folder may have got the number of a file that is gone. */
    return !inode.folder && has(written, inode);
}

void
written_add(struct inode_set *written, struct inode inode)
{
    add(written, inode);
}

void
changed_add(struct inode_set *changed, const struct places *places)
{
    for (unsigned i = 0; i < places->n; i++)
        add(changed, places->list[i]);
}

void
changed_only(const struct inode_set *changed, struct places *places)
{
    unsigned n = 0;
    for (unsigned i = 0; i < places->n; i++)
        if (has(changed, places->list[i]))
            places->list[n++] = places->list[i];
    places->n = n;
}
