#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* clone, exec and exit: who makes, replaces and ends a process. */
#include "calls/decode.h"

#include <linux/sched.h>
#include <signal.h>

#include "proc/memory.h"
#include "records/names.h"
#include "session.h"

#define NAME(name) {name, #name}

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
create(struct session *session, struct tracee *tracee, uint64_t flags,
       uint64_t end)
{
    char buffer[16];
    const char *name = signal_name((int)end, buffer);
    tracee->clone_flags = flags;
    json_flags(&session->json, "flags", flags, clone_flags,
               sizeof clone_flags / sizeof clone_flags[0]);
    if (name != NULL)
        json_name(&session->json, "signal", name); /* at the child's end */
}

void
enter_clone(struct session *session, struct tracee *tracee)
{
    /* The flags are the first argument, but on s390 the second. */
#ifdef __s390__
    uint64_t flags = tracee->current.arguments[1];
#else
    uint64_t flags = tracee->current.arguments[0];
#endif
    flags &= 0xffffffff; /* the kernel takes no more of it */
    create(session, tracee, flags & ~(uint64_t)CSIGNAL, flags & CSIGNAL);
}

void
enter_clone3(struct session *session, struct tracee *tracee)
{
    uint64_t words[5]; /* flags pidfd child_tid parent_tid exit_signal */
    if (memory_read(tracee->tid, tracee->current.arguments[0], words,
                    sizeof words) == 0)
        create(session, tracee, words[0], words[4]);
}

void
enter_vfork(struct session *session, struct tracee *tracee)
{
    (void)session;
    tracee->clone_flags = CLONE_VM | CLONE_VFORK;
}

void
enter_execve(struct session *session, struct tracee *tracee)
{
    decode_path(session, tracee, tracee->current.arguments[0]);
}

void
enter_execveat(struct session *session, struct tracee *tracee)
{
    decode_path(session, tracee, tracee->current.arguments[1]);
}

void
enter_exit(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "status", (int)tracee->current.arguments[0]);
}
