#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Calls that make, copy and close descriptors. */
#include "calls/decode.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"
#include "written_files.h"

/* Whether the descriptors that a call makes are closed on exec. */
static bool
cloexec(const struct stopped_call *stopped)
{
    const uint64_t *arguments = stopped->arguments;
    switch (stopped->call->number) {
    case SYS_pipe2:
        return arguments[1] & O_CLOEXEC;
    case SYS_dup3:
    case SYS_openat:
        return arguments[2] & O_CLOEXEC;
    case SYS_fcntl:
        return arguments[1] == F_DUPFD_CLOEXEC;
    case SYS_socket:
    case SYS_socketpair:
        return arguments[1] & SOCK_CLOEXEC;
    case SYS_accept4:
        return arguments[3] & SOCK_CLOEXEC;
#ifdef SYS_open
    case SYS_open:
        return arguments[1] & O_CLOEXEC;
#endif
#ifdef SYS_pidfd_open
    case SYS_pidfd_open:
        return true;
#endif
    default:
        return false;
    }
}

static struct text
object(const struct stopped_call *stopped, int fd)
{
    return object_of(&stopped->session->scratch, stopped->tracee->tid, fd);
}

void
enter_dup2(const struct stopped_call *stopped, struct enter_fields *fields)
{
    struct tracee *tracee = stopped->tracee;
    char name[OBJECT_SIZE];
    (void)fields;
    tracee_forget_files(tracee);
    if (fd_object(tracee->tid, (int)stopped->arguments[1], name) > 0)
        tracee_keep_replaced(tracee, name);
}

void
leave_dup2(const struct stopped_call *stopped, struct leave_fields *fields)
{
    const char *replaced = stopped->tracee->replaced_object;
    if (stopped->result < 0)
        return;
    fields->fd = number_of(stopped->result);
    fields->cloexec = flag_of(cloexec(stopped));
    /* dup2 of a descriptor over itself closes nothing. */
    if (replaced != NULL && stopped->arguments[0] != stopped->arguments[1])
        fields->closed = text_of(replaced, strlen(replaced));
}

void
enter_fcntl(const struct stopped_call *stopped, struct enter_fields *fields)
{
    switch (stopped->arguments[1]) {
    case F_DUPFD:
        fields->command = "F_DUPFD";
        break;
    case F_DUPFD_CLOEXEC:
        fields->command = "F_DUPFD_CLOEXEC";
        break;
    case F_SETFD:
        fields->command = "F_SETFD";
        fields->cloexec = flag_of(stopped->arguments[2] & FD_CLOEXEC);
        break;
    default: /* F_SETLK and its like: the class says it */
        break;
    }
}

void
enter_close_range(const struct stopped_call *stopped,
                  struct enter_fields *fields)
{
    static const struct name flags[] = {
        {1U << 1, "CLOSE_RANGE_UNSHARE"},
        {1U << 2, "CLOSE_RANGE_CLOEXEC"},
    };
    tracee_forget_files(stopped->tracee);
    fields->first = number_of((uint32_t)stopped->arguments[0]);
    fields->last = number_of((uint32_t)stopped->arguments[1]);
    fields->flags = NAMES_OF(stopped->arguments[2], flags);
}

void
enter_mmap(const struct stopped_call *stopped, struct enter_fields *fields)
{
    int fd = (int)stopped->arguments[4];
    if (stopped->arguments[3] & MAP_ANONYMOUS)
        return;
    fields->fd = number_of(fd);
    fields->object = object(stopped, fd);
}

/* The result is a new descriptor. */
void
leave_fd(const struct stopped_call *stopped, struct leave_fields *fields)
{
    static const char *const modes[] = {"r", "w", "rw", "rw"};
    const struct condition *opened = &stopped->call->conditions[0];
    int fd = (int)stopped->result;
    struct inode inode;

    if (stopped->result < 0 || (stopped->call->number == SYS_fcntl &&
                                stopped->arguments[1] != F_DUPFD &&
                                stopped->arguments[1] != F_DUPFD_CLOEXEC))
        return;
    fields->fd = number_of(fd);
    fields->object = object(stopped, fd);
    fields->cloexec = flag_of(cloexec(stopped));
    if (opened->test != ANY_BIT)
        return;
    /* An open is recorded if it is for writing: see the table's WRITING. */
    fields->mode = modes[stopped->arguments[opened->argument] & opened->bits];
    if (fields->object.is == GIVEN &&
        fd_is_file(stopped->tracee->tid, fd, fields->object.bytes, &inode))
        written_add(stopped->session, inode);
}

/* Fill in the two descriptors at an address. */
static bool
new_pair(const struct stopped_call *stopped, struct leave_fields *fields,
         uint64_t address, int fds[2])
{
    if (stopped->result < 0 ||
        memory_read(stopped->tracee->tid, address, fds, 2 * sizeof *fds) == -1)
        return false;
    fields->fds[0] = number_of(fds[0]);
    fields->fds[1] = number_of(fds[1]);
    fields->cloexec = flag_of(cloexec(stopped));
    return true;
}

void
leave_pipe(const struct stopped_call *stopped, struct leave_fields *fields)
{
    int fds[2];
    if (new_pair(stopped, fields, stopped->arguments[0], fds))
        fields->object = object(stopped, fds[0]);
}

void
leave_socketpair(const struct stopped_call *stopped,
                 struct leave_fields *fields)
{
    int fds[2];
    if (!new_pair(stopped, fields, stopped->arguments[3], fds))
        return;
    fields->objects[0] = object(stopped, fds[0]);
    fields->objects[1] = object(stopped, fds[1]);
}
