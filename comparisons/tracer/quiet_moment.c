#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "quiet_moment.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "hold.h"
#include "quiet.h"
#include "session.h"

/* ns between two looks at what is not quiet yet. To wait for SIGCHLD as long as
 * that, and not to sleep, costs a program nothing: each stop ends the wait. */
static const long FIRST_PAUSE = 100000, LAST_PAUSE = 2000000;

/* Nothing else can happen: record it, with all who wait. */
static void
record_all_quiet(struct session *session)
{
    struct tracee *tracee = NULL;
    record_quiet(&session->records);
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL) {
        struct blocked blocked = {0};
        uint64_t seen = 0;
        if (tracee->hold != NULL && !hold_is_held(tracee) &&
            quiet_blocked(session, tracee, &blocked, &seen))
            record_blocked(&session->records, tracee->tid, tracee->pid,
                           tracee->hold->name, blocked.call,
                           (struct number){blocked.child != 0, blocked.child},
                           (struct fds){true, blocked.count, blocked.fds});
    }
}

/* Whether one of two held tracees goes on before the other at a quiet moment:
 * who waits for that does, before who waits for an event; then by the rule, and
 * by the name, lest it hang on who came first. */
static bool
goes_first(const struct holds *holds, const struct tracee *one,
           const struct tracee *other)
{
    const struct hold *a = one->hold, *b = other->hold;
    bool a_event = holds->rules[a->rule].until.where != HOLD_QUIET;
    bool b_event = holds->rules[b->rule].until.where != HOLD_QUIET;
    if (a_event != b_event)
        return b_event;
    if (a->rule != b->rule)
        return a->rule < b->rule;
    return strcmp(a->name, b->name) < 0;
}

/* Returns whom the next rule that chooses names; NULL: none does. */
static struct tracee *
chosen(struct session *session)
{
    struct holds *holds = session->holds;
    struct tracee *tracee = NULL;
    int next = 0;
    while (next < holds->count && (holds->rules[next].at.where != HOLD_QUIET ||
                                   holds->rules[next].met > 0))
        next++;
    if (next == holds->count)
        return NULL;
    holds->rules[next].met = 1;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        if (hold_is_held(tracee) &&
            strcmp(tracee->hold->name, holds->rules[next].at.thread) == 0)
            return tracee;
    return NULL;
}

/* Returns whom to let go, as nothing else can happen. */
static struct tracee *
choose(struct session *session)
{
    struct tracee *tracee = NULL, *found = chosen(session);
    if (found != NULL)
        return found;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        if (hold_is_held(tracee) &&
            (found == NULL || goes_first(session->holds, tracee, found)))
            found = tracee;
    return found;
}

static void
pause_for_status(struct holds *holds)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    holds->pause *= 2;
    if (holds->pause < FIRST_PAUSE)
        holds->pause = FIRST_PAUSE;
    else if (holds->pause > LAST_PAUSE)
        holds->pause = LAST_PAUSE;
    sigtimedwait(&child, NULL, &(struct timespec){0, holds->pause});
}

struct tracee *
quiet_moment(struct session *session)
{
    enum { TWICE = 2 };
    struct holds *holds = session->holds;
    if (holds->looks >= TWICE) { /* and no status since the second one */
        struct tracee *tracee = choose(session);
        record_all_quiet(session);
        hold_end(session, tracee, "quiet");
        return tracee;
    }
    uint64_t seen = 0;
    if (!quiet_look(session, &seen)) {
        holds->looks = 0;
        pause_for_status(holds);
        return NULL;
    }
    holds->looks =
        holds->looks > 0 && seen == holds->seen ? holds->looks + 1 : 1;
    holds->seen = seen;
    return NULL;
}
