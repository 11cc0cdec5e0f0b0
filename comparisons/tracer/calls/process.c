#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Entries: creating, ending, signalling and sleeping. */
#include "calls/decode.h"

#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

static void
path(struct session *session, struct tracee *tracee, uint64_t address)
{
    char text[4096];
    ssize_t n = memory_string(tracee->tid, address, text, sizeof text);
    if (n >= 0)
        json_text(&session->json, "path", text, (size_t)n);
}

void
enter_execve(struct session *session, struct tracee *tracee)
{
    path(session, tracee, tracee->current.arguments[0]);
}

void
enter_execveat(struct session *session, struct tracee *tracee)
{
    path(session, tracee, tracee->current.arguments[1]);
}

void
enter_open(struct session *session, struct tracee *tracee)
{
    path(session, tracee, tracee->current.arguments[0]);
}

void
enter_openat(struct session *session, struct tracee *tracee)
{
    path(session, tracee, tracee->current.arguments[1]);
}

void
enter_exit(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "status", (int)tracee->current.arguments[0]);
}

void
enter_kill(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "target", (int)tracee->current.arguments[0]);
    json_number(&session->json, "signal", (int)tracee->current.arguments[1]);
}

void
enter_tgkill(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "target", (int)tracee->current.arguments[1]);
    json_number(&session->json, "signal", (int)tracee->current.arguments[2]);
}

void
enter_pidfd_open(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "target", (int)tracee->current.arguments[0]);
}

void
enter_pidfd_send(struct session *session, struct tracee *tracee)
{
    char text[64 + 256];
    int fd = (int)tracee->current.arguments[0];
    snprintf(text, sizeof text, "/proc/%d/fdinfo/%d", (int)tracee->tid, fd);
    FILE *info = fopen(text, "re");
    while (info != NULL && fgets(text, sizeof text, info) != NULL)
        if (strncmp(text, "Pid:", 4) == 0)
            json_number(&session->json, "target", atoi(text + 4));
    if (info != NULL)
        fclose(info);
    json_number(&session->json, "signal", (int)tracee->current.arguments[1]);
}

static void
sleeps(struct session *session, struct tracee *tracee, uint64_t address)
{
    struct timespec time;
    if (memory_read(tracee->tid, address, &time, sizeof time) == 0)
        json_number(&session->json, "nanoseconds",
                    (int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
}

void
enter_nanosleep(struct session *session, struct tracee *tracee)
{
    sleeps(session, tracee, tracee->current.arguments[0]);
}

void
enter_clock_nanosleep(struct session *session, struct tracee *tracee)
{
    if (tracee->current.arguments[1] & TIMER_ABSTIME)
        json_bool(&session->json, "until", true);
    sleeps(session, tracee, tracee->current.arguments[2]);
}
