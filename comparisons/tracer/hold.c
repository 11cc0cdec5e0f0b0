#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "hold.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>

#include "calls/call.h"
#include "calls/table.h"
#include "proc/fd.h"
#include "session.h"
#include "stops/stream.h"

/* What has come to a point. */
struct moment {
    int where; /* enum hold_where */
    const char *call, *class;
    const char *object;
    int stream;
    int64_t result;
};

struct holds *
holds_make(struct hold_rule *rules, int count)
{
    struct holds *holds = calloc(1, sizeof *holds);
    unsigned *passed = calloc(2 * (size_t)count, sizeof *passed);
    if (holds == NULL || passed == NULL) {
        free(holds);
        free(passed);
        return NULL;
    }
    *holds = (struct holds){
        .rules = rules,
        .count = count,
        .at_passed = passed,
        .until_passed = passed + count,
    };
    return holds;
}

void
holds_free(struct holds *holds)
{
    if (holds == NULL)
        return;
    free(holds->at_passed); /* and until_passed */
    free(holds->input);
    free(holds);
}

/* Whether a call writes to a stream: one that copies its descriptor does not.
 */
static bool
is_write(enum call_class class)
{
    return class == CLASS_WRITE || class == CLASS_TRANSFER;
}

static bool
result_fits(int wanted, int64_t result)
{
    switch (wanted) {
    case HOLD_POSITIVE:
        return result > 0;
    case HOLD_ZERO:
        return result == 0;
    case HOLD_FAILED:
        return result < 0;
    default:
        return true;
    }
}

/* Whether this is such a point, whichever of them. */
static bool
fits(const struct hold_point *point, const struct tracee *tracee,
     const struct moment *moment)
{
    if (point->where != moment->where ||
        (point->thread != NULL &&
         strcmp(point->thread, tracee->hold->name) != 0))
        return false;
    if (point->call != NULL &&
        (moment->call == NULL || (strcmp(point->call, moment->call) != 0 &&
                                  strcmp(point->call, moment->class) != 0)))
        return false;
    if (point->stream != 0 && point->stream != moment->stream)
        return false;
    return (point->object == NULL ||
            (moment->object != NULL && strncmp(point->object, moment->object,
                                               strlen(point->object)) == 0)) &&
           result_fits(point->result, moment->result);
}

static bool
until_met(const struct holds *holds, int rule)
{
    const struct hold_point *until = &holds->rules[rule].until;
    unsigned wanted = until->nth > 0 ? (unsigned)until->nth : 1;
    return until->where != HOLD_QUIET && holds->until_passed[rule] >= wanted;
}

/* Whether a rule holds who would pass its point as the n-th. */
static bool
holds_nth(const struct holds *holds, int rule, unsigned n)
{
    int nth = holds->rules[rule].at.nth;
    return (nth == 0 || n == (unsigned)nth) && !until_met(holds, rule);
}

/* A moment has passed. Returns the rule that holds who was there, or -1. */
static int
pass(struct holds *holds, const struct tracee *tracee,
     const struct moment *moment)
{
    int found = -1;
    for (int i = 0; i < holds->count; i++) {
        if (fits(&holds->rules[i].until, tracee, moment)) {
            holds->until_passed[i]++;
            holds->due |= until_met(holds, i);
        }
        if (fits(&holds->rules[i].at, tracee, moment) &&
            holds_nth(holds, i, ++holds->at_passed[i]) && found == -1)
            found = i;
    }
    return found;
}

static void
keep(struct session *session, struct tracee *tracee, int rule, int wait_status,
     bool unhandled)
{
    struct hold *hold = tracee->hold;
    hold->rule = rule;
    hold->wait_status = wait_status;
    hold->unhandled = unhandled;
    session->holds->rules[rule].met++;
    session->holds->held++;
    session->holds->looks = 0;
    session->holds->pause = 0;
    record_hold(&session->records, tracee->tid, tracee->pid, hold->name, rule);
}

void
hold_end(struct session *session, struct tracee *tracee, const char *why)
{
    record_release(&session->records, tracee->tid, tracee->pid,
                   tracee->hold->name, tracee->hold->rule, why);
    tracee->hold->rule = -1;
    session->holds->held--;
    session->holds->looks = 0;
}

void
hold_name(struct session *session, struct tracee *tracee, pid_t by)
{
    struct tracee *creator = tracee_find(&session->tracees, by);
    const char *above = "";
    char number[16] = "0", object[OBJECT_SIZE];
    if (by != 0 && (creator == NULL || creator->hold == NULL))
        return; /* without memory for it: no rule has its name */
    if (by != 0) {
        above = creator->hold->name;
        snprintf(number, sizeof number, ".%u", ++creator->hold->creations);
    } else if (fd_object(tracee->tid, 0, object) > 0) {
        session->holds->input = strdup(object);
    }
    size_t size = strlen(above) + strlen(number) + 1;
    tracee->hold = calloc(1, sizeof *tracee->hold + size);
    if (tracee->hold == NULL)
        return;
    snprintf(tracee->hold->name, size, "%s%s", above, number);
    tracee->hold->rule = -1;
    tracee->hold->next_rule =
        pass(session->holds, tracee, &(struct moment){.where = HOLD_BIRTH});
}

/* Whether nothing of a call will be recorded: it reads, or closes, a file that
 * nobody has written. Such calls are no points. */
static bool
is_idle(const struct session *session, const struct call *call,
        const struct fd_look *look)
{
    return call->idle && look->file &&
           !written_has(&session->written, look->inode);
}

/* The rule that keeps a tracee from the call that it is about to make, or -1.
 * What will be recorded of the call is not known yet, only what rules ask. */
static int
rule_of_call(struct session *session, const struct tracee *tracee,
             uint64_t number, const uint64_t arguments[6])
{
    const struct holds *holds = session->holds;
    const struct call *call = call_find(number);
    struct fd_look look = {0};
    char object[OBJECT_SIZE] = "";
    enum call_class class = call_class_of(call, arguments);
    bool looked = false, writes = is_write(class);
    struct moment moment = {
        .where = HOLD_ENTER,
        .call = call->name,
        .class = class_name(class),
        .object = object,
    };
    if (call->name == NULL || call_is_inert(call, arguments) ||
        call_looks(call, arguments))
        return -1;
    for (int i = 0; i < holds->count; i++) {
        struct hold_point point = holds->rules[i].at;
        point.object = NULL;
        point.stream = 0;
        if (!fits(&point, tracee, &moment) ||
            !holds_nth(holds, i, holds->at_passed[i] + 1))
            continue;
        if (call->descriptor && !looked) {
            int fd = (int)arguments[call->fd_argument];
            looked = true;
            if (fd_look(tracee->tid, fd, &look) &&
                !is_idle(session, call, &look) &&
                fd_name(tracee->tid, fd, &look, object) > 0 && writes)
                moment.stream = stream_of(session, fd, object);
        }
        if (call->descriptor && object[0] == '\0')
            return -1;
        if (fits(&holds->rules[i].at, tracee, &moment))
            return i;
    }
    return -1;
}

/* Whether the stop is at the entry of a call that may be recorded. */
static bool
enters(const struct session *session, const struct tracee *tracee,
       int wait_status, struct __ptrace_syscall_info *info)
{
    int event = wait_status >> 16, number = WSTOPSIG(wait_status);
    if (session->filtered ? event != PTRACE_EVENT_SECCOMP
                          : event != 0 || number != (SIGTRAP | 0x80))
        return false;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->tid, sizeof *info, info) == -1)
        return false;
    return info->arch == session->arch &&
           (info->op == PTRACE_SYSCALL_INFO_SECCOMP ||
            info->op == PTRACE_SYSCALL_INFO_ENTRY);
}

bool
hold_before(struct session *session, struct tracee *tracee, int wait_status)
{
    struct hold *hold = tracee->hold;
    struct __ptrace_syscall_info info;
    uint64_t arguments[6];
    int rule = -1;
    if (hold == NULL)
        return false;
    hold->in_vfork = false;
    if (hold->let_go || session->killing) {
        hold->let_go = false;
        return false;
    }
    if (wait_status >> 16 == PTRACE_EVENT_EXIT) {
        const struct moment moment = {.where = HOLD_EXIT};
        const struct holds *holds = session->holds;
        for (int i = 0; i < holds->count && rule == -1; i++)
            if (fits(&holds->rules[i].at, tracee, &moment) &&
                holds_nth(holds, i, holds->at_passed[i] + 1))
                rule = i;
    } else if (enters(session, tracee, wait_status, &info)) {
        bool seccomp = info.op == PTRACE_SYSCALL_INFO_SECCOMP;
        for (int i = 0; i < 6; i++)
            arguments[i] = seccomp ? info.seccomp.args[i] : info.entry.args[i];
        rule =
            rule_of_call(session, tracee,
                         seccomp ? info.seccomp.nr : info.entry.nr, arguments);
    }
    if (rule != -1)
        keep(session, tracee, rule, wait_status, true);
    return rule != -1;
}

bool
hold_after(struct session *session, struct tracee *tracee, int wait_status)
{
    struct hold *hold = tracee->hold;
    if (hold == NULL)
        return false;
    int event = wait_status >> 16, rule = hold->next_rule;
    hold->born = true;
    hold->next_rule = -1;
    if (event == PTRACE_EVENT_VFORK)
        hold->in_vfork = true;
    if (event == PTRACE_EVENT_EXIT)
        hold->exiting = true;
    if (rule == -1 || session->killing || until_met(session->holds, rule))
        return false;
    keep(session, tracee, rule, wait_status, false);
    return true;
}

static struct moment
moment_of(const struct tracee *tracee, int where, enum call_class class)
{
    return (struct moment){
        .where = where,
        .call = tracee->current.name,
        .class = class_name(class),
        .stream = is_write(class) ? tracee->stream : 0,
    };
}

/* Whether a call sets something that may end a wait by itself, or wake
 * somebody, and that no argument of the wait shows. */
static bool
sets_timer(const struct arguments *given)
{
    switch (given->class) {
    case CLASS_TIMER:
        return true;
    case CLASS_OPTION:
        return given->option != NULL &&
               (strcmp(given->option, "SO_RCVTIMEO") == 0 ||
                strcmp(given->option, "SO_SNDTIMEO") == 0);
    case CLASS_MAY:
        return given->reason != NULL &&
               (strcmp(given->reason, "io_uring") == 0 ||
                strcmp(given->reason, "asynchronous_io") == 0);
    default:
        return false;
    }
}

/* Whether a call reads what a file of /proc says of processes. It waits for
 * nobody; and CPython, when it forks, reads its own so without letting go of
 * the GIL: who was held there would have its whole process stand still. Such
 * calls are no points either. */
static bool
reads_proc(const struct tracee *tracee)
{
    return tracee->current.call->idle &&
           (tracee->seen.proc || tracee->seen.own_stat);
}

void
hold_entered(struct session *session, struct tracee *tracee,
             const struct arguments *given)
{
    if (tracee->hold == NULL)
        return;
    struct moment moment = moment_of(tracee, HOLD_ENTER, given->class);
    moment.object = given->object.bytes;
    session->holds->timers |= sets_timer(given);
    if (!reads_proc(tracee))
        pass(session->holds, tracee, &moment);
}

void
hold_left(struct session *session, struct tracee *tracee, int class,
          int64_t result)
{
    if (tracee->hold == NULL || reads_proc(tracee))
        return;
    struct moment moment =
        moment_of(tracee, HOLD_LEAVE, (enum call_class)class);
    moment.result = result;
    int rule = pass(session->holds, tracee, &moment);
    if (class != CLASS_CLOSE) /* which has mostly not even begun */
        tracee->hold->next_rule = rule;
}

void
hold_exiting(struct session *session, struct tracee *tracee)
{
    if (tracee->hold != NULL)
        pass(session->holds, tracee, &(struct moment){.where = HOLD_EXIT});
}

bool
hold_is_held(const struct tracee *tracee)
{
    return tracee->hold != NULL && tracee->hold->rule != -1;
}

bool
holds_any(const struct session *session)
{
    return session->holds != NULL && session->holds->held > 0 &&
           !session->killing;
}

void
hold_cancel(struct session *session, struct tracee *tracee)
{
    if (session->holds == NULL)
        return;
    session->holds->looks = 0;
    session->holds->pause = 0;
    if (hold_is_held(tracee))
        hold_end(session, tracee, "killed");
}

struct tracee *
hold_next_due(struct session *session)
{
    struct holds *holds = session->holds;
    struct tracee *tracee = NULL;
    if (holds == NULL || !holds->due)
        return NULL;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        if (hold_is_held(tracee) && until_met(holds, tracee->hold->rule)) {
            hold_end(session, tracee, "event");
            return tracee;
        }
    holds->due = false;
    return NULL;
}
