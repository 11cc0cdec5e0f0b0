#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "one_cpu.h"

#include "calls/call.h"
#include "session.h"

enum { IN_A_ROW = 6 }; /* stops, before it pays */

/* Whether a thread goes on with a call that may wait for others. */
static bool
may_wait(const struct tracee *tracee)
{
    const struct call *call = tracee->current.call;
    if (call == NULL)
        return false;
    switch (call->class) {
    case CLASS_WAIT:
    case CLASS_POLL:
    case CLASS_READ:
    case CLASS_ACCEPT:
    case CLASS_SLEEP:
    case CLASS_SIGNAL_WAIT:
        return true;
    case CLASS_CREATE: /* until the other one has executed a program */
        return (tracee->clone_flags & CLONE_VFORK) != 0;
    default:
        return false;
    }
}

void
one_cpu_stopped(struct session *session, struct tracee *tracee)
{
    session->tracees.running -= tracee->runs;
    tracee->runs = tracee->asks_cpus = false;
    session->stops_in_a_row =
        session->stopped_last == tracee->tid ? session->stops_in_a_row + 1 : 0;
    session->stopped_last = tracee->tid;
}

bool
one_cpu_narrow(struct session *session, struct tracee *tracee,
               cpu_set_t *former)
{
    cpu_set_t here;
    size_t cpu = (size_t)sched_getcpu(); /* if unknown, in no mask */
    bool alone = session->tracees.running == 0;
    tracee->runs = !may_wait(tracee);
    session->tracees.running += tracee->runs;
    tracee->narrowed =
        alone && session->stops_in_a_row >= IN_A_ROW && !tracee->asks_cpus &&
        session->holds == NULL && !session->killing &&
        sched_getaffinity(tracee->tid, sizeof *former, former) == 0 &&
        CPU_ISSET(cpu, former);
    if (!tracee->narrowed)
        return false;
    CPU_ZERO(&here);
    CPU_SET(cpu, &here);
    return sched_setaffinity(tracee->tid, sizeof here, &here) == 0;
}

void
one_cpu_widen(pid_t tid, const cpu_set_t *former)
{
    sched_setaffinity(tid, sizeof *former, former);
}

void
one_cpu_created(const struct tracee *creator, pid_t tid)
{
    cpu_set_t mask;
    if (creator->narrowed &&
        sched_getaffinity(creator->tid, sizeof mask, &mask) == 0)
        sched_setaffinity(tid, sizeof mask, &mask);
}
