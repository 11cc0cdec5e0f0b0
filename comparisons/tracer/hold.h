/* SPDX-License-Identifier: MIT */
/* Holds: forced schedules.
 *
 * A tracee that has stopped goes on when we resume it. To hold it is not to do
 * so yet: for the program that is a preemption, and Linux promises nobody when
 * a thread that could run does run. So a run with holds is a legal run, in
 * which what is rare, or never seen, can be made to happen:
 *
 *     hold 0.2 at the enter of its 1st write to stdout
 *          until 0 leaves its 3rd
 *
 * Threads have structural names, which are the same in each run: the command's
 * first thread is 0, and the n-th thread, or process, that a thread makes has
 * its creator's name, a dot and n.
 *
 * Whoever is held by such a rule may be the one that all others wait for: then
 * the event never comes. This is certified (quiet.h) and recorded with the
 * calls in which they wait, and the thread is let go.
 *
 * An entry is recorded when the tracee is let go, not when it is held: so the
 * recording is one of a thread that was slow to get there. An exit of a call
 * is recorded at once, for the call has done its work.
 *
 * Without rules the session has no `holds`, and no tracee a `hold`.
 */
#ifndef HOLD_H
#define HOLD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "hold_rule.h"

struct arguments;
struct session;
struct tracee;

/* What a schedule has to know of a tracee. */
struct hold {
    unsigned creations; /* how many threads it has made */
    int rule;           /* that holds it; -1: none */
    int wait_status;    /* of the stop that it is held in, */
    bool unhandled;     /* which is still to be handled */
    bool let_go;        /* not to be held again in this stop */
    int next_rule;      /* that will hold it once its stop is handled, or -1 */
    bool born;          /* it has been resumed from its first stop */
    bool in_vfork;      /* until its child executes a program, or ends */
    bool exiting;       /* its last stop is over */
    char name[];
};

/* How often each rule's points were passed, and who is held. */
struct holds {
    struct hold_rule *rules;
    int count;
    unsigned *at_passed, *until_passed;
    int held;
    bool due;       /* somebody may be let go */
    bool timers;    /* the program has set one: it is never quiet */
    char *input;    /* the object of the command's stdin */
    unsigned looks; /* in a row that found all blocked, nobody having run */
    uint64_t seen;  /* what the last of them saw */
    long pause;     /* ns: until the next one */
};

/* Make the state of a schedule; NULL with errno. */
struct holds *
holds_make(struct hold_rule *rules, int count);

void
holds_free(struct holds *holds);

/* A creation is recorded: give the thread its name; `by` as recorded. */
void
hold_name(struct session *session, struct tracee *tracee, pid_t by);

/* Whether a stop is to wait unhandled, as the tracee is about to do something
 * that a rule keeps it from. */
bool
hold_before(struct session *session, struct tracee *tracee, int wait_status);

/* Whether a tracee is not to go on yet from a stop that was handled. */
bool
hold_after(struct session *session, struct tracee *tracee, int wait_status);

/* An entry has been recorded; a leave; the last stop of a thread. */
void
hold_entered(struct session *session, struct tracee *tracee,
             const struct arguments *given);
void
hold_left(struct session *session, struct tracee *tracee, int class,
          int64_t result);
void
hold_exiting(struct session *session, struct tracee *tracee);

/* Something comes from a tracee that is held: it was killed. */
void
hold_cancel(struct session *session, struct tracee *tracee);

/* Whether this one is held; whether anybody is. */
bool
hold_is_held(const struct tracee *tracee);
bool
holds_any(const struct session *session);

/* Take the next tracee that is to go on; NULL: there is none. */
struct tracee *
hold_next_due(struct session *session);

/* A thread is not held any more; why, as it is recorded. */
void
hold_end(struct session *session, struct tracee *tracee, const char *why);

#endif
