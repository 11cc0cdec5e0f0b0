#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Calls that make, copy and close descriptors. */
#include "calls/decode.h"

#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"

/* Whether the descriptors that a call makes are closed on exec. */
static bool
cloexec(const struct stopped_call *stopped)
{
    const uint64_t *arguments = stopped->arguments;
    switch (stopped->call->number) {
    case SYS_pipe2:
        return arguments[1] & O_CLOEXEC;
    case SYS_eventfd2:
        return arguments[1] & EFD_CLOEXEC;
    case SYS_dup3:
        return arguments[2] & O_CLOEXEC;
    case SYS_fcntl:
        return arguments[1] == F_DUPFD_CLOEXEC;
    case SYS_socket:
    case SYS_socketpair:
        return arguments[1] & SOCK_CLOEXEC;
    case SYS_accept4:
        return arguments[3] & SOCK_CLOEXEC;
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
    return object_of(&stopped->session->scratch, stopped->tracee, fd);
}

void
enter_dup2(const struct stopped_call *stopped, struct arguments *given)
{
    struct tracee *tracee = stopped->tracee;
    char name[OBJECT_SIZE];
    (void)given;
    tracee_forget_files(tracee);
    if (fd_object(tracee->tid, (int)stopped->arguments[1], name) > 0)
        tracee_keep_replaced(tracee, name);
}

void
enter_pipe2(const struct stopped_call *stopped, struct arguments *given)
{
    static const struct name flags[] = {
        NAME(O_DIRECT),
        NAME(O_NONBLOCK),
        NAME(O_CLOEXEC),
    };
    given->flags = NAMES_OF((uint32_t)stopped->arguments[1], flags);
}

void
enter_pipe(const struct stopped_call *stopped, struct arguments *given)
{
    (void)stopped;
    given->flags = no_names;
}

void
enter_eventfd(const struct stopped_call *stopped, struct arguments *given)
{
    given->value = number_of((uint32_t)stopped->arguments[0]);
    given->flags = no_names;
}

void
enter_eventfd2(const struct stopped_call *stopped, struct arguments *given)
{
    static const struct name flags[] = {
        NAME(EFD_SEMAPHORE),
        NAME(EFD_NONBLOCK),
        NAME(EFD_CLOEXEC),
    };
    enter_eventfd(stopped, given);
    given->flags = NAMES_OF((uint32_t)stopped->arguments[1], flags);
}

void
set_option(struct arguments *given, const char *option, int64_t value)
{
    given->reason = "descriptor_state";
    if (given->object.bytes == NULL ||
        strstr(given->object.bytes, ":[") == NULL)
        return;
    given->class = CLASS_OPTION;
    given->option = option;
    given->value = number_of(value);
}

void
enter_fcntl(const struct stopped_call *stopped, struct arguments *given)
{
    switch (stopped->arguments[1]) {
    case F_SETFD:
        given->cloexec = stopped->arguments[2] & FD_CLOEXEC;
        break;
    case F_SETFL:
        set_option(given, "O_NONBLOCK",
                   (stopped->arguments[2] & O_NONBLOCK) != 0);
        break;
    case F_SETPIPE_SZ:
        set_option(given, "F_SETPIPE_SZ", (uint32_t)stopped->arguments[2]);
        break;
    case F_SETLEASE:
    case F_GETLEASE:
    case F_NOTIFY:
    case F_ADD_SEALS:
    case F_GET_SEALS:
        given->reason = "file";
        break;
    default:
        given->reason = "descriptor_state";
    }
}

void
enter_close_range(const struct stopped_call *stopped, struct arguments *given)
{
    static const struct name flags[] = {
        {1U << 1, "CLOSE_RANGE_UNSHARE"},
        {1U << 2, "CLOSE_RANGE_CLOEXEC"},
    };
    tracee_forget_files(stopped->tracee);
    given->first = number_of((uint32_t)stopped->arguments[0]);
    given->last = number_of((uint32_t)stopped->arguments[1]);
    given->flags = NAMES_OF(stopped->arguments[2], flags);
}

void
enter_mmap(const struct stopped_call *stopped, struct arguments *given)
{
    int fd = (int)stopped->arguments[4];
    struct fd_look look = {0};
    given->writes = stopped->arguments[3] & MAP_SHARED;
    if (stopped->arguments[3] & MAP_ANONYMOUS)
        return;
    given->fd = number_of(fd);
    given->object = object(stopped, fd);
    if (!fd_look(stopped->tracee->tid, fd, &look) || !look.file)
        return;
    places_add(&stopped->tracee->seen, look.inode);
    /* What is mapped for reading alone may be made writable later, where the
     * file is open for that. */
    given->writes &= strchr(fd_mode(stopped->tracee->tid, fd), 'w') != NULL;
}

void
enter_pidfd_getfd(const struct stopped_call *stopped, struct arguments *given)
{
    (void)stopped;
    given->reason = "another_process";
}

/* The result is a descriptor that another process has. */
void
leave_pidfd_getfd(const struct stopped_call *stopped, struct results *found)
{
    int *fd = scratch_take(&stopped->session->scratch, sizeof *fd);
    if (stopped->result < 0 || fd == NULL)
        return;
    *fd = (int)stopped->result;
    found->brought = (struct fds){true, 1, fd};
}

/* The result is a new descriptor. */
void
leave_fd(const struct stopped_call *stopped, struct results *found)
{
    const char *replaced = stopped->tracee->replaced_object;
    int fd = (int)stopped->result;
    if (stopped->result < 0)
        return;
    found->kind = RESULTS_DESCRIPTOR;
    found->fds[0] = fd;
    found->objects[0] = object(stopped, fd);
    found->cloexec = cloexec(stopped);
    /* dup2 of a descriptor over itself closes nothing. */
    if (replaced != NULL && stopped->arguments[0] != stopped->arguments[1])
        found->closed = text_of(replaced, strlen(replaced));
}

void
leave_fcntl(const struct stopped_call *stopped, struct results *found)
{
    if (stopped->arguments[1] == F_DUPFD ||
        stopped->arguments[1] == F_DUPFD_CLOEXEC)
        leave_fd(stopped, found);
}

/* Two new descriptors, which the call has put at an address. What is behind
 * the first is known then. */
static bool
leave_pair(const struct stopped_call *stopped, struct results *found,
           uint64_t address)
{
    if (stopped->result < 0 || memory_read(stopped->tracee->tid, address,
                                           found->fds, sizeof found->fds) == -1)
        return false;
    found->kind = RESULTS_PAIR;
    found->objects[0] = object(stopped, found->fds[0]);
    found->cloexec = cloexec(stopped);
    return true;
}

/* Both ends of a pipe are one object. */
void
leave_pipe(const struct stopped_call *stopped, struct results *found)
{
    if (leave_pair(stopped, found, stopped->arguments[0]))
        found->objects[1] = found->objects[0];
}

void
leave_socketpair(const struct stopped_call *stopped, struct results *found)
{
    if (leave_pair(stopped, found, stopped->arguments[3]))
        found->objects[1] = object(stopped, found->fds[1]);
}
