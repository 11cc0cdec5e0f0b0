#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "tracee_fields.h"

#include <fcntl.h>
#include <linux/kcmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "proc/fd.h"
#include "proc/memory.h"
#include "proc/status.h"
#include "session.h"

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
object_of(struct scratch *scratch, struct tracee *tracee, int fd)
{
    struct fd_look look = {0};
    char object[OBJECT_SIZE];
    tracee_look(tracee, fd, &look);
    size_t n = fd_name(tracee->tid, fd, &look, object);
    return n > 0 ? text_copy(scratch, object, n) : (struct text){0};
}

/* One descriptor of a thread; NULL without memory. */
static struct descriptor *
descriptor_of(struct scratch *scratch, pid_t tid, int fd, bool flags)
{
    struct descriptor *one = scratch_take(scratch, sizeof *one);
    char object[OBJECT_SIZE];
    if (one == NULL)
        return NULL;
    *one = (struct descriptor){.fd = fd};
    size_t n = fd_object(tid, fd, object);
    if (n > 0)
        one->object = text_copy(scratch, object, n);
    one->mode = flags ? fd_mode_flags(tid, fd, &one->cloexec, &one->nonblocking)
                      : fd_mode(tid, fd);
    return one;
}

const struct descriptor *
descriptors_of(struct scratch *scratch, pid_t tid, bool flags)
{
    const struct descriptor *first = NULL, **end = &first;
    DIR *table = fd_table_open(tid);
    if (table == NULL)
        return NULL;
    for (int fd; (fd = fd_table_next(table)) != -1;) {
        struct descriptor *one = descriptor_of(scratch, tid, fd, flags);
        if (one == NULL)
            break;
        *end = one;
        end = &one->next;
    }
    closedir(table);
    return first;
}

const struct descriptor *
descriptors_among(struct scratch *scratch, pid_t tid, const struct fds *fds)
{
    const struct descriptor *first = NULL, **end = &first;
    for (size_t i = 0; i < fds->count; i++) {
        struct descriptor *one =
            descriptor_of(scratch, tid, fds->list[i], true);
        if (one == NULL)
            break;
        *end = one;
        end = &one->next;
    }
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

/* Whether a program is a shell, by the name of its file. */
static bool
is_shell(struct text program)
{
    static const char *const shells[] = {
        "ash", "bash", "busybox", "dash", "ksh", "mksh", "sh", "zsh",
    };
    size_t start = program.length;
    while (start > 0 && program.bytes[start - 1] != '/')
        start--;
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (program.length - start == strlen(shells[i]) &&
            memcmp(program.bytes + start, shells[i], strlen(shells[i])) == 0)
            return true;
    return false;
}

/* The script as the process finds it: below its root, or its working folder.
 * The first argument that is no option; what an option takes is no file. */
struct text
script_of(struct scratch *scratch, pid_t tid, struct text program,
          struct text arguments)
{
    enum { MOST = 1 << 15 };
    char path[OBJECT_SIZE + 32];
    struct stat status;
    struct text found = {0};
    const char *word = arguments.bytes;
    const char *end = word == NULL ? word : word + arguments.length;
    if (word == NULL || !is_shell(program))
        return found;
    do
        word += strlen(word) + 1;
    while (word < end && (*word == '-' || *word == '+'));
    if (word >= end)
        return found;
    snprintf(path, sizeof path, "/proc/%d/%s/%s", (int)tid,
             *word == '/' ? "root" : "cwd", word);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd == -1)
        return found;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size < MOST) {
        char *bytes = scratch_take(scratch, MOST);
        ssize_t n = bytes == NULL ? -1 : read(fd, bytes, MOST);
        if (n >= 0)
            found = text_of(bytes, (size_t)n);
    }
    close(fd);
    return found;
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

/* Whether a process has an open file. Where kcmp() is refused, the name of an
 * object says which descriptors may stand for it. */
static bool
has_open_file(pid_t pid, pid_t owner, int fd, struct text object)
{
    char name[OBJECT_SIZE];
    DIR *table = fd_table_open(pid);
    bool found = false;
    if (table == NULL)
        return false;
    for (int each; !found && (each = fd_table_next(table)) != -1;) {
        long differs = syscall(SYS_kcmp, owner, pid, KCMP_FILE, fd, each);
        found = differs == 0;
        if (differs == -1) {
            size_t n = fd_object(pid, each, name);
            found = n == object.length && memcmp(name, object.bytes, n) == 0;
        }
    }
    closedir(table);
    return found;
}

bool
tracee_alone_has(const struct session *session, const struct tracee *tracee,
                 int fd)
{
    return session->tracees.alive == 1 ||
           (tracee->own_files & tracee_bit(tracee, fd)) != 0;
}

void
tracee_has_executed(struct tracee *tracee, const struct descriptor *inherited)
{
    tracee_forget_files(tracee);
    tracee->shares_files = false;
    if (inherited != NULL)
        tracee->own_files = ~(uint64_t)0;
    for (; inherited != NULL; inherited = inherited->next)
        tracee->own_files &= ~tracee_bit(tracee, inherited->fd);
}

bool
tracee_shares(struct session *session, struct tracee *tracee, int fd,
              struct text object)
{
    const struct tracee *other = NULL;
    if (object.bytes == NULL || tracee_alone_has(session, tracee, fd))
        return false;
    while ((other = tracee_next(&session->tracees, other)) != NULL)
        if (other->tid == other->pid && other->pid != tracee->pid &&
            has_open_file(other->pid, tracee->tid, fd, object))
            return true;
    tracee->own_files |= tracee_bit(tracee, fd);
    return false;
}

bool
tracee_shares_number(struct session *session, const struct tracee *tracee,
                     int fd)
{
    const struct tracee *other = NULL;
    if (tracee_alone_has(session, tracee, fd))
        return false;
    while ((other = tracee_next(&session->tracees, other)) != NULL)
        if (other->tid == other->pid && other->pid != tracee->pid &&
            syscall(SYS_kcmp, tracee->tid, other->pid, KCMP_FILE, fd, fd) == 0)
            return true;
    return false;
}
