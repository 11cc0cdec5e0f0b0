#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Three ways lead into the memory of a tracee, and each may be closed.
 *
 * process_vm_readv is the fastest, one call. But the profiles of containers
 * refused it for years (Docker to 20.10, containerd until 2022), even where
 * they allowed ptrace, and a kernel can be built without it. /proc/TID/mem
 * takes three calls, and a /proc. PTRACE_PEEKDATA takes one call for each word,
 * and is there wherever anything can be traced.
 *
 * Which are open is not remembered: it can differ from process to process (one
 * that has made itself undumpable closes the first two), and to be refused
 * takes far less than a stop.
 */
#include "proc/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

/* All n bytes, or -1 with errno. */
static int
whole(ssize_t got, size_t n)
{
    if (got != -1 && (size_t)got != n) {
        errno = EFAULT;
        return -1;
    }
    return got == -1 ? -1 : 0;
}

static int
by_process_vm(pid_t tid, uint64_t address, void *buffer, size_t n)
{
    struct iovec here = {buffer, n};
    struct iovec there = {(void *)(uintptr_t)address, n};
    return whole(process_vm_readv(tid, &here, 1, &there, 1, 0), n);
}

static int
by_file(pid_t tid, uint64_t address, void *buffer, size_t n)
{
    char path[32];
    struct iovec here = {buffer, n};
    snprintf(path, sizeof path, "/proc/%d/mem", (int)tid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return -1;
    int result = whole(preadv(fd, &here, 1, (off_t)address), n);
    int error = errno == EIO ? EFAULT : errno; /* EIO: no such address */
    close(fd);
    errno = error;
    return result;
}

static int
by_words(pid_t tid, uint64_t address, void *buffer, size_t n)
{
    char *to = buffer;
    while (n > 0) {
        size_t skip = address % sizeof(long), part = sizeof(long) - skip;
        errno = 0;
        long word = ptrace(PTRACE_PEEKDATA, tid,
                           (void *)(uintptr_t)(address - skip), NULL);
        if (errno != 0)
            return -1;
        if (part > n)
            part = n;
        memcpy(to, (char *)&word + skip, part);
        to += part;
        address += part;
        n -= part;
    }
    return 0;
}

int
memory_read(pid_t tid, uint64_t address, void *buffer, size_t n)
{
    static int (*const ways[])(pid_t, uint64_t, void *,
                               size_t) = {by_process_vm, by_file, by_words};
    int result = -1;
    errno = EPERM;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0] && result == -1 &&
                       errno != EFAULT && errno != ESRCH;
         i++)
        result = ways[i](tid, address, buffer, n);
    return result;
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
