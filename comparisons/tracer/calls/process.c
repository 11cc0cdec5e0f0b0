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
create(const struct stopped_call *stopped, struct arguments *given,
       uint64_t flags, uint64_t end_signal)
{
    stopped->tracee->clone_flags = flags;
    stopped->tracee->clone_signal = end_signal;
    given->flags = NAMES_OF(flags, clone_flags);
    if (end_signal == 0)
        return;
    char *buffer = scratch_take(&stopped->session->scratch, 16);
    if (buffer != NULL)
        given->signal_name = signal_name((int)end_signal, buffer);
}

void
enter_clone(const struct stopped_call *stopped, struct arguments *given)
{
    /* The flags are the first argument, but on s390 the second. */
#ifdef __s390__
    uint64_t flags = stopped->arguments[1];
#else
    uint64_t flags = stopped->arguments[0];
#endif
    flags &= 0xffffffff; /* the kernel takes no more of it */
    create(stopped, given, flags & ~(uint64_t)CSIGNAL, flags & CSIGNAL);
}

void
enter_clone3(const struct stopped_call *stopped, struct arguments *given)
{
    uint64_t words[5]; /* flags pidfd child_tid parent_tid exit_signal */
    if (memory_read(stopped->tracee->tid, stopped->arguments[0], words,
                    sizeof words) == 0)
        create(stopped, given, words[0], words[4]);
}

/* The descriptor that the caller gets with the child (CLONE_PIDFD). */
static void
leave_with_pidfd(const struct stopped_call *stopped, struct results *found,
                 uint64_t address)
{
    pid_t tid = stopped->tracee->tid;
    if (stopped->result <= 0 ||
        (stopped->tracee->clone_flags & CLONE_PIDFD) == 0 ||
        memory_read(tid, address, &found->fds[0], sizeof(int)) == -1)
        return;
    found->kind = RESULTS_DESCRIPTOR;
    found->objects[0] =
        object_of(&stopped->session->scratch, stopped->tracee, found->fds[0]);
    found->cloexec = true;
}

void
leave_clone(const struct stopped_call *stopped, struct results *found)
{
    leave_with_pidfd(stopped, found, stopped->arguments[2]);
}

void
leave_clone3(const struct stopped_call *stopped, struct results *found)
{
    uint64_t words[2]; /* flags pidfd */
    if (memory_read(stopped->tracee->tid, stopped->arguments[0], words,
                    sizeof words) == 0)
        leave_with_pidfd(stopped, found, words[1]);
}

void
enter_fork(const struct stopped_call *stopped, struct arguments *given)
{
    create(stopped, given, 0, SIGCHLD);
}

void
enter_vfork(const struct stopped_call *stopped, struct arguments *given)
{
    create(stopped, given, CLONE_VM | CLONE_VFORK, SIGCHLD);
}

static struct text
path(const struct stopped_call *stopped, int argument)
{
    return text_at(&stopped->session->scratch, stopped->tracee->tid,
                   stopped->arguments[argument]);
}

void
enter_execve(const struct stopped_call *stopped, struct arguments *given)
{
    given->path = path(stopped, 0);
}

void
enter_execveat(const struct stopped_call *stopped, struct arguments *given)
{
    given->path = path(stopped, 1);
}

void
enter_exit(const struct stopped_call *stopped, struct arguments *given)
{
    given->status = number_of((int)stopped->arguments[0]);
}
