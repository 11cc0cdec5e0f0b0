#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* clone, exec and exit: who makes, replaces and ends a process. */
#include "calls/decode.h"

#include <linux/sched.h>
#include <signal.h>

#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"

static const struct name clone_flags[] = {
    NAME(CLONE_VM),
    NAME(CLONE_FS),
    NAME(CLONE_FILES),
    NAME(CLONE_SIGHAND),
    NAME(CLONE_PIDFD),
    NAME(CLONE_PTRACE),
    NAME(CLONE_VFORK),
    NAME(CLONE_PARENT),
    NAME(CLONE_THREAD),
    NAME(CLONE_NEWNS),
    NAME(CLONE_SYSVSEM),
    NAME(CLONE_SETTLS),
    NAME(CLONE_PARENT_SETTID),
    NAME(CLONE_CHILD_CLEARTID),
    NAME(CLONE_UNTRACED),
    NAME(CLONE_CHILD_SETTID),
    NAME(CLONE_NEWUTS),
    NAME(CLONE_NEWIPC),
    NAME(CLONE_NEWUSER),
    NAME(CLONE_NEWPID),
    NAME(CLONE_NEWNET),
    NAME(CLONE_IO),
#ifdef CLONE_CLEAR_SIGHAND
    NAME(CLONE_CLEAR_SIGHAND),
#endif
};

static void
create(const struct stopped_call *stopped, struct enter_fields *fields,
       uint64_t flags, uint64_t end_signal)
{
    stopped->tracee->clone_flags = flags;
    fields->flags = NAMES_OF(flags, clone_flags);
    fields->end_signal = number_of((int)end_signal);
}

void
enter_clone(const struct stopped_call *stopped, struct enter_fields *fields)
{
    /* The flags are the first argument, but on s390 the second. */
#ifdef __s390__
    uint64_t flags = stopped->arguments[1];
#else
    uint64_t flags = stopped->arguments[0];
#endif
    flags &= 0xffffffff; /* the kernel takes no more of it */
    create(stopped, fields, flags & ~(uint64_t)CSIGNAL, flags & CSIGNAL);
}

void
enter_clone3(const struct stopped_call *stopped, struct enter_fields *fields)
{
    uint64_t words[5]; /* flags pidfd child_tid parent_tid exit_signal */
    if (memory_read(stopped->tracee->tid, stopped->arguments[0], words,
                    sizeof words) == 0)
        create(stopped, fields, words[0], words[4]);
}

/* Nothing to write: the call's name says it all. */
void
enter_vfork(const struct stopped_call *stopped, struct enter_fields *fields)
{
    (void)fields;
    stopped->tracee->clone_flags = CLONE_VM | CLONE_VFORK;
}

static struct text
path(const struct stopped_call *stopped, int argument)
{
    return text_at(&stopped->session->scratch, stopped->tracee->tid,
                   stopped->arguments[argument]);
}

void
enter_execve(const struct stopped_call *stopped, struct enter_fields *fields)
{
    fields->path = path(stopped, 0);
}

void
enter_execveat(const struct stopped_call *stopped, struct enter_fields *fields)
{
    fields->path = path(stopped, 1);
}

void
enter_exit(const struct stopped_call *stopped, struct enter_fields *fields)
{
    fields->status = number_of((int)stopped->arguments[0]);
}
