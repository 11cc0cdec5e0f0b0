#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Files by their names: open and its like, where they may write. */
#include "calls/decode.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "nonblocking.h"
#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"
#include "written_files.h"

static const char *const modes[] = {"r", "w", "rw", "rw"};

/* A FIFO by the path that leads to it: who opens one may wait for somebody who
 * opens the other end, and has no descriptor as long as it does. */
static void
look_for_fifo(const struct stopped_call *stopped, struct arguments *given,
              int folder, uint64_t flags)
{
    struct scratch *scratch = &stopped->session->scratch;
    int tid = (int)stopped->tracee->tid;
    char path[PATH_MAX + 64], name[FIFO_SIZE];
    const char *given_path = given->path.bytes;
    struct stat status;
    if (given_path == NULL || given->path.length > PATH_MAX)
        return;
    if (given_path[0] == '/')
        snprintf(path, sizeof path, "/proc/%d/root%s", tid, given_path);
    else if (folder == AT_FDCWD)
        snprintf(path, sizeof path, "/proc/%d/cwd/%s", tid, given_path);
    else
        snprintf(path, sizeof path, "/proc/%d/fd/%d/%s", tid, folder,
                 given_path);
    if (stat(path, &status) == -1 || (flags & O_PATH) != 0)
        return;
    size_t n = fifo_name(&status, name);
    if (n == 0)
        return;
    given->fifo = text_copy(scratch, name, n);
    given->mode = modes[flags & O_ACCMODE];
    given->nonblocking = flags & O_NONBLOCK;
}

/* The flags that a call opens with: those of openat2 are in a structure. */
static uint64_t
flags_of(const struct stopped_call *stopped)
{
    uint64_t flags = O_CREAT | O_WRONLY | O_TRUNC; /* creat(2) */
    switch (stopped->call->number) {
#ifdef SYS_open
    case SYS_open:
        return stopped->arguments[1];
#endif
    case SYS_openat:
        return stopped->arguments[2];
#ifdef SYS_openat2
    case SYS_openat2:
        flags = O_CREAT | O_RDWR;
        memory_read(stopped->tracee->tid, stopped->arguments[2], &flags,
                    sizeof flags);
        return flags;
#endif
    default:
        return flags;
    }
}

void
enter_open(const struct stopped_call *stopped, struct arguments *given)
{
    given->path = text_at(&stopped->session->scratch, stopped->tracee->tid,
                          stopped->arguments[stopped->call->path_argument]);
    uint64_t flags = flags_of(stopped);
    int folder = stopped->call->at ? (int)stopped->arguments[0] : AT_FDCWD;
    given->creates = flags & (O_CREAT | O_TRUNC);
    look_for_fifo(stopped, given, folder, flags);
}

/* What was opened may be written from now on. */
void
leave_open(const struct stopped_call *stopped, struct results *found)
{
    pid_t tid = stopped->tracee->tid;
    int fd = (int)stopped->result;
    uint64_t flags = flags_of(stopped);
    struct fd_look look = {0};
    if (stopped->result < 0)
        return;
    found->kind = RESULTS_DESCRIPTOR;
    found->fds[0] = fd;
    found->objects[0] =
        object_of(&stopped->session->scratch, stopped->tracee, fd);
    found->cloexec = flags & O_CLOEXEC;
    found->mode = modes[flags & O_ACCMODE];
    if (flags & O_NONBLOCK)
        nonblocking_made(&stopped->session->nonblocking, found->objects[0]);
    if ((flags & (O_ACCMODE | O_CREAT | O_TRUNC)) != 0 &&
        fd_look(tid, fd, &look) && look.file)
        written_add(&stopped->session->written, look.inode);
}
