#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Calls that wait for a signal, or look for one.
 *
 * sigwait and its kin, and a read from a signalfd, take a signal that is
 * blocked: it is never delivered, and no stop tells of it. pause and sigsuspend
 * end with a handler: that has a stop of its own, behind the call's leave. */
#include "calls/signal_wait.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>

#include "calls/decode.h"
#include "proc/memory.h"
#include "proc/status.h"
#include "session.h"

static struct signals
set_at(const struct stopped_call *stopped, uint64_t address)
{
    uint64_t bits; /* the kernel's set, not that of the C library */
    if (memory_read(stopped->tracee->tid, address, &bits, sizeof bits) == -1)
        return (struct signals){0};
    return signals_of(bits);
}

void
enter_sigtimedwait(const struct stopped_call *stopped, struct arguments *given)
{
    uint64_t address = stopped->arguments[2];
    struct timespec time;
    given->signals = set_at(stopped, stopped->arguments[0]);
    if (address == 0)
        given->timeout = number_of(-1);
    else if (memory_read(stopped->tracee->tid, address, &time, sizeof time) ==
             0)
        given->timeout =
            number_of((int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
}

/* The signals with a handler, other than those that a mask blocks: any other
 * one ends the process, or does nothing. */
static struct signals
handled(const struct stopped_call *stopped, const struct signals *mask)
{
    char text[PROC_FILE_SIZE];
    if (proc_read(stopped->tracee->tid, "status", text, sizeof text) <= 0)
        return (struct signals){0};
    uint64_t blocked =
        mask != NULL ? mask->bits : proc_number(text, "SigBlk:", 16);
    return signals_of(proc_number(text, "SigCgt:", 16) & ~blocked);
}

void
enter_pause(const struct stopped_call *stopped, struct arguments *given)
{
    given->signals = handled(stopped, NULL);
    given->timeout = number_of(-1);
}

void
enter_sigsuspend(const struct stopped_call *stopped, struct arguments *given)
{
    struct signals mask = set_at(stopped, stopped->arguments[0]);
    if (mask.known)
        given->signals = handled(stopped, &mask);
    given->timeout = number_of(-1);
}

/* Append a signal to the list that ends here; returns the new end. */
static const struct received **
append(const struct stopped_call *stopped, const struct received **end,
       int number, int code, struct number pid)
{
    struct received *one =
        scratch_take(&stopped->session->scratch, sizeof *one);
    if (one == NULL)
        return end;
    *one = (struct received){
        .number = number,
        .code = pid.known ? signal_code_name(number, code) : NULL,
    };
    if (pid.known && signal_names_sender(number, code) && pid.value > 0)
        one->sender = pid;
    *end = one;
    return &one->next;
}

/* Where nobody has asked who sent it, that stays unknown. */
void
leave_sigtimedwait(const struct stopped_call *stopped, struct results *found)
{
    siginfo_t info = {0};
    uint64_t address = stopped->arguments[1];
    struct number pid = {0};
    if (stopped->result <= 0)
        return;
    found->kind = RESULTS_SIGNALS;
    if (address != 0 &&
        memory_read(stopped->tracee->tid, address, &info, sizeof info) == 0)
        pid = number_of(info.si_pid);
    append(stopped, &found->received, (int)stopped->result, info.si_code, pid);
}

void
signals_read(const struct stopped_call *stopped, struct results *found,
             uint64_t address)
{
    struct signalfd_siginfo info;
    const struct received **end = &found->received;
    size_t n = (size_t)stopped->result / sizeof info;
    for (size_t i = 0; i < n; i++, address += sizeof info) {
        if (memory_read(stopped->tracee->tid, address, &info, sizeof info) ==
            -1)
            return; /* of whom is not known: then there are no results */
        end = append(stopped, end, (int)info.ssi_signo, info.ssi_code,
                     number_of(info.ssi_pid));
    }
    found->kind = RESULTS_SIGNALS;
}

void
leave_sigpending(const struct stopped_call *stopped, struct results *found)
{
    if (stopped->result < 0)
        return;
    found->kind = RESULTS_PENDING;
    found->pending = set_at(stopped, stopped->arguments[0]);
}
