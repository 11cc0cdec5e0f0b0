#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "handlers.h"

#include <signal.h>
#include <sys/syscall.h>

#include "calls/table.h"
#include "session.h"

static const uint32_t ALL = UINT32_MAX;

static uint32_t
bit_of(uint32_t number)
{
    return number >= 1 && number <= 32 ? (uint32_t)1 << (number - 1) : 0;
}

/* The first thread of a process remembers for all of them. It stays until the
 * last has ended. */
static struct tracee *
first_of(struct session *session, const struct tracee *tracee)
{
    return tracee_find(&session->tracees, tracee->pid);
}

static void
may_set(struct tracee *first, uint32_t signals)
{
    if (first == NULL)
        return;
    first->set_handlers |= signals;
    first->handles_children |= (signals & bit_of(SIGCHLD)) != 0;
}

void
handlers_entered(struct session *session, struct tracee *tracee,
                 const struct call *call, const uint64_t arguments[6])
{
    if (call->number_text == NULL)
        may_set(first_of(session, tracee), ALL);
    else if (call->number == SYS_rt_sigaction && arguments[1] != 0)
        may_set(first_of(session, tracee), bit_of((uint32_t)arguments[0]));
}

void
handlers_created(struct session *session, const struct tracee *creator,
                 struct tracee *tracee, bool shares)
{
    struct tracee *first = first_of(session, creator);
    tracee->set_handlers = 0;
    tracee->handles_children = first == NULL || first->handles_children;
    if (shares) {
        may_set(tracee, ALL);
        may_set(first, ALL);
    }
}

void
handlers_executed(struct tracee *tracee)
{
    tracee->set_handlers = ALL;
    tracee->handles_children = false;
}

bool
handlers_inherited(struct session *session, const struct tracee *tracee,
                   int number)
{
    const struct tracee *first = first_of(session, tracee);
    return call_tells_apart(number) && first != NULL &&
           (first->set_handlers & bit_of((uint32_t)number)) == 0;
}

bool
handlers_of_children(struct session *session, const struct tracee *tracee)
{
    const struct tracee *first = first_of(session, tracee);
    return first == NULL || first->handles_children;
}
