#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "written_files.h"

#include <stdlib.h>

#include "session.h"

static struct inode *
place(const struct session *session, struct inode inode)
{
    size_t i = (size_t)inode.number * 11 + (size_t)inode.device;
    for (;; i++) {
        struct inode *found =
            &session->written[i & (session->written_size - 1)];
        if (found->number == 0 ||
            (found->number == inode.number && found->device == inode.device))
            return found;
    }
}

bool
written_has(const struct session *session, struct inode inode)
{
    /* A folder may have got the number of a file that is gone. */
    return !inode.folder && session->written_size > 0 &&
           place(session, inode)->number != 0;
}

static bool
grow(struct session *session)
{
    struct inode *old = session->written;
    size_t size = session->written_size;
    struct inode *more = calloc(size > 0 ? 2 * size : 64, sizeof *more);
    if (more == NULL)
        return false;
    session->written = more;
    session->written_size = size > 0 ? 2 * size : 64;
    for (size_t i = 0; i < size; i++)
        if (old[i].number != 0)
            *place(session, old[i]) = old[i];
    free(old);
    return true;
}

void
written_add(struct session *session, struct inode inode)
{
    if (inode.number == 0 || written_has(session, inode))
        return;
    if (2 * session->written_count >= session->written_size && !grow(session))
        return;
    *place(session, inode) = inode;
    session->written_count++;
}
