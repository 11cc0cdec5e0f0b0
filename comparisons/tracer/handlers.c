#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "handlers.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/call.h"
#include "proc/status.h"
#include "session.h"

enum { SIGCATCH = 34, PLAIN_SIGNALS = 31 };

void
handlers_entered(struct tracee *tracee, const struct call *call,
                 const uint64_t arguments[6])
{
    bool unknown = call->number_text == NULL;
    if (!unknown && (call->number != SYS_rt_sigaction || arguments[1] == 0))
        return;
    tracee->handlers_known = false;
    tracee->handlers_ran = tracee->handlers_kept = 0;
}

void
handlers_delivered(struct tracee *tracee, int number)
{
    uint32_t bit = number <= PLAIN_SIGNALS ? (uint32_t)1 << (number - 1) : 0;
    if ((tracee->handlers & bit & ~tracee->handlers_kept) == 0)
        return;
    tracee->handlers_known = false;
    tracee->handlers_ran |= bit;
}

void
handlers_executed(struct tracee *tracee)
{
    tracee->handlers = tracee->handlers_ran = tracee->handlers_kept = 0;
    tracee->handlers_known = true;
    tracee->shares_handlers = false;
}

/* Read the stat of a stopped thread. Who forks once often forks again, so the
 * file is kept open: that saves more than half of what a look costs us. The
 * kept one is of a thread, not of its number: of one that is gone it has no
 * more to tell. Returns false if the thread is gone. */
static bool
read_stat(struct session *session, pid_t tid, char text[PROC_FILE_SIZE])
{
    char path[32];
    for (int attempt = 0; attempt < 2; attempt++) {
        if (session->handlers_of != tid) {
            if (session->handlers_file != -1)
                close(session->handlers_file);
            snprintf(path, sizeof path, "/proc/%d/stat", (int)tid);
            session->handlers_file = open(path, O_RDONLY | O_CLOEXEC);
            session->handlers_of = session->handlers_file == -1 ? 0 : tid;
        }
        ssize_t n = pread(session->handlers_file, text, PROC_FILE_SIZE - 1, 0);
        text[n > 0 ? n : 0] = '\0';
        if (n > 0)
            return true;
        session->handlers_of = 0;
    }
    return false;
}

struct number
handlers_inherited(struct session *session, struct tracee *creator,
                   struct tracee *tracee)
{
    char text[PROC_FILE_SIZE];
#ifdef CLONE_CLEAR_SIGHAND
    if (creator->clone_flags & CLONE_CLEAR_SIGHAND) {
        tracee->handlers_known = true;
        return number_of(0);
    }
#endif
    if (creator->shares_handlers || !creator->handlers_known) {
        if (!read_stat(session, creator->tid, text))
            return handlers_found(tracee);
        creator->handlers = (uint32_t)proc_field(text, SIGCATCH);
        creator->handlers_kept |= creator->handlers_ran & creator->handlers;
        creator->handlers_ran = 0;
        creator->handlers_known = true;
    }
    tracee->handlers = creator->handlers;
    if (!creator->shares_handlers) {
        tracee->handlers_kept = creator->handlers_kept;
        tracee->handlers_known = true;
    }
    return number_of(creator->handlers);
}

struct number
handlers_found(const struct tracee *tracee)
{
    char text[PROC_FILE_SIZE];
    if (proc_read(tracee->tid, "stat", text, sizeof text) <= 0)
        return (struct number){0};
    return number_of((int64_t)proc_field(text, SIGCATCH));
}
