#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "tracee_fields.h"

#include <stdio.h>
#include <unistd.h>

#include "proc/fd.h"
#include "proc/memory.h"
#include "proc/status.h"
#include "scratch.h"

struct text
text_copy(struct scratch *scratch, const char *bytes, size_t n)
{
    const char *copy = scratch_copy(scratch, bytes, n);
    return text_of(copy, copy != NULL ? n : 0);
}

struct text
text_at(struct scratch *scratch, pid_t tid, uint64_t address)
{
    char text[4096]; /* PATH_MAX */
    ssize_t n = memory_string(tid, address, text, sizeof text);
    if (n == -1)
        return (struct text){0};
    return text_copy(scratch, text, (size_t)n);
}

struct text
object_of(struct scratch *scratch, pid_t tid, int fd)
{
    char object[OBJECT_SIZE];
    size_t n = fd_object(tid, fd, object);
    return n > 0 ? text_copy(scratch, object, n) : (struct text){0};
}

const struct descriptor *
descriptors_of(struct scratch *scratch, pid_t tid, bool cloexec)
{
    const struct descriptor *first = NULL, **end = &first;
    DIR *table = fd_table_open(tid);
    if (table == NULL)
        return NULL;
    for (int fd; (fd = fd_table_next(table)) != -1;) {
        struct descriptor *one = scratch_take(scratch, sizeof *one);
        if (one == NULL)
            break;
        one->next = NULL;
        one->fd = fd;
        one->object = object_of(scratch, tid, fd);
        one->mode = fd_mode(tid, fd);
        one->cloexec = cloexec && fd_cloexec(tid, fd);
        *end = one;
        end = &one->next;
    }
    closedir(table);
    return first;
}

struct text
program_of(struct scratch *scratch, pid_t tid)
{
    char link[32], path[OBJECT_SIZE];
    snprintf(link, sizeof link, "/proc/%d/exe", (int)tid);
    ssize_t n = readlink(link, path, sizeof path);
    return text_copy(scratch, path, n > 0 ? (size_t)n : 0);
}

struct text
arguments_of(struct scratch *scratch, pid_t tid)
{
    enum { MOST = 1 << 17 };
    char *text = scratch_take(scratch, MOST);
    ssize_t n = text == NULL ? 0 : proc_read(tid, "cmdline", text, MOST);
    return text_of(text, n > 0 ? (size_t)n : 0);
}

struct text
command_of(struct scratch *scratch, pid_t pid)
{
    char text[1024];
    ssize_t n = proc_read(pid, "cmdline", text, sizeof text);
    if (n <= 0) /* its first thread has ended: that has no memory any more */
        n = proc_read(pid, "comm", text, sizeof text);
    if (n > 0 && (text[n - 1] == '\0' || text[n - 1] == '\n'))
        n--;
    for (ssize_t i = 0; i < n; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    return text_copy(scratch, text, n > 0 ? (size_t)n : 0);
}
