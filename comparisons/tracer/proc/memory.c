#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "proc/memory.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

int
memory_read(pid_t tid, uint64_t address, void *buffer, size_t n)
{
    struct iovec here = {buffer, n};
    struct iovec there = {(void *)(uintptr_t)address, n};
    ssize_t got = process_vm_readv(tid, &here, 1, &there, 1, 0);
    if (got == -1)
        return -1;
    if ((size_t)got != n) {
        errno = EFAULT;
        return -1;
    }
    return 0;
}

ssize_t
memory_string(pid_t tid, uint64_t address, char *buffer, size_t size)
{
    size_t used = 0;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    while (used < size - 1) {
        /* Not across a page: the next one need not be there. */
        uint64_t from = address + used;
        size_t n = page - (size_t)(from % page);
        if (n > size - 1 - used)
            n = size - 1 - used;
        if (memory_read(tid, from, buffer + used, n) == -1)
            return -1;
        char *end = memchr(buffer + used, '\0', n);
        if (end != NULL)
            return end - buffer;
        used += n;
    }
    buffer[used] = '\0';
    return (ssize_t)used;
}
