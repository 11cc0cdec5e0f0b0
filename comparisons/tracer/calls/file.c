#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Files by their names: open and its like, where they may write. */
#include "calls/decode.h"

#include <fcntl.h>
#include <sys/syscall.h>

#include "session.h"
#include "tracee_fields.h"
#include "written_files.h"

void
enter_open(const struct stopped_call *stopped, struct arguments *given)
{
    given->path = text_at(&stopped->session->scratch, stopped->tracee->tid,
                          stopped->arguments[0]);
}

void
enter_openat(const struct stopped_call *stopped, struct arguments *given)
{
    given->path = text_at(&stopped->session->scratch, stopped->tracee->tid,
                          stopped->arguments[1]);
}

/* What was opened may be written from now on. */
void
leave_open(const struct stopped_call *stopped, struct results *found)
{
    static const char *const modes[] = {"r", "w", "rw", "rw"};
    pid_t tid = stopped->tracee->tid;
    int fd = (int)stopped->result;
    uint64_t flags = O_CREAT | O_WRONLY | O_TRUNC; /* creat(2) */
    struct fd_look look = {0};
    if (stopped->result < 0)
        return;
    if (stopped->call->number == SYS_openat)
        flags = stopped->arguments[2];
#ifdef SYS_open
    if (stopped->call->number == SYS_open)
        flags = stopped->arguments[1];
#endif
    found->kind = RESULTS_DESCRIPTOR;
    found->fds[0] = fd;
    found->objects[0] = object_of(&stopped->session->scratch, tid, fd);
    found->cloexec = flags & O_CLOEXEC;
    found->mode = modes[flags & O_ACCMODE];
    if (fd_look(tid, fd, &look) && look.file)
        written_add(stopped->session, look.inode);
}
