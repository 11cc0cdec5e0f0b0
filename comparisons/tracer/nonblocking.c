#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "nonblocking.h"

#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "calls/call.h"
#include "proc/fd.h"
#include "records/record.h"

/* The word and the bit of a name, by its FNV-1a hash. */
static uint64_t
bit_of(const char *name, size_t length, size_t *word)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619U;
    *word = (hash >> 6) % 16;
    return (uint64_t)1 << (hash % 64);
}

static void
add(struct nonblocking *nonblocking, const char *name, size_t length)
{
    size_t word;
    uint64_t bit = bit_of(name, length, &word);
    nonblocking->names[word] |= bit;
}

void
nonblocking_found(struct nonblocking *nonblocking,
                  const struct descriptor *table)
{
    for (; table != NULL; table = table->next)
        if (table->nonblocking)
            add(nonblocking, table->object.bytes, table->object.length);
}

void
nonblocking_made(struct nonblocking *nonblocking, struct text object)
{
    if (object.bytes != NULL)
        add(nonblocking, object.bytes, object.length);
}

void
nonblocking_entered(struct nonblocking *nonblocking, pid_t tid,
                    const struct call *call, const uint64_t arguments[6])
{
    char object[OBJECT_SIZE];
    size_t n;
    switch (call->number) {
    case SYS_pipe2:
    case SYS_socket:
    case SYS_socketpair: /* O_NONBLOCK is SOCK_NONBLOCK, too */
        nonblocking->anything |= (arguments[1] & O_NONBLOCK) != 0;
        return;
    case SYS_accept4:
        nonblocking->anything |= (arguments[3] & O_NONBLOCK) != 0;
        return;
    case SYS_pidfd_getfd:
        nonblocking->anything = true; /* perhaps */
        return;
    case SYS_fcntl:
        if (arguments[1] != F_SETFL || !(arguments[2] & O_NONBLOCK))
            return;
        break;
    case SYS_ioctl:
        if ((uint32_t)arguments[1] != FIONBIO)
            return;
        break;
    default:
        return;
    }
    n = fd_object(tid, (int)arguments[0], object);
    if (n > 0)
        add(nonblocking, object, n);
}

bool
nonblocking_may(const struct nonblocking *nonblocking, struct text object)
{
    if (object.bytes == NULL || strstr(object.bytes, ":[") == NULL)
        return false;
    if (nonblocking->anything || (strncmp(object.bytes, "pipe:", 5) != 0 &&
                                  strncmp(object.bytes, "socket:", 7) != 0))
        return true;
    size_t word;
    uint64_t bit = bit_of(object.bytes, object.length, &word);
    return (nonblocking->names[word] & bit) != 0;
}
