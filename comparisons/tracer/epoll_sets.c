#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "epoll_sets.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/syscall.h>

#include "calls/call.h"
#include "session.h"
#include "tracee.h"

enum { HIGH = 63 }; /* its bit is that of all that are higher */

static uint64_t
bit_of(uint64_t fd)
{
    return (uint64_t)1 << ((uint32_t)fd < HIGH ? (uint32_t)fd : HIGH);
}

/* Who keeps it for all threads of a process: the first, as long as it runs. */
static struct tracee *
first_of(struct session *session, struct tracee *tracee)
{
    struct tracee *first = tracee_find(&session->tracees, tracee->pid);
    return first == NULL ? tracee : first;
}

void
epoll_sets_inherit(struct session *session, const struct tracee *creator,
                   struct tracee *tracee)
{
    const struct tracee *first = tracee_find(&session->tracees, creator->pid);
    session->several = true;
    if (first == NULL)
        first = creator;
    tracee->in_sets = first->in_sets;
    tracee->in_several_sets = first->in_several_sets;
    tracee->left_sets = first->left_sets;
}

/* These descriptors are closed. Whether another has copies is not looked up:
 * he may have closed them just now. */
static void
closed(const struct session *session, struct tracee *tracee, uint64_t bits)
{
    bits &= tracee->in_sets;
    tracee->left_sets |= bits != 0 && session->several;
    bits &= ~bit_of(HIGH);
    tracee->in_sets &= ~bits;
    tracee->in_several_sets &= ~bits;
}

static void
changed(struct tracee *tracee, const uint64_t arguments[6])
{
    uint64_t bit = bit_of(arguments[2]);
    if (arguments[1] == EPOLL_CTL_ADD) {
        tracee->in_several_sets |= tracee->in_sets & bit;
        tracee->in_sets |= bit;
    } else if (arguments[1] == EPOLL_CTL_DEL && bit != bit_of(HIGH))
        tracee->in_sets &= ~bit | tracee->in_several_sets;
}

void
epoll_sets_entered(struct session *session, struct tracee *tracee,
                   const struct call *call, const uint64_t arguments[6])
{
    uint64_t below, above;
    session->sets |= call->number == SYS_epoll_ctl;
    if (!session->sets)
        return;
    switch (call->number) {
    case SYS_epoll_ctl:
        changed(first_of(session, tracee), arguments);
        break;
    case SYS_close:
        closed(session, first_of(session, tracee), bit_of(arguments[0]));
        break;
#ifdef SYS_dup2
    case SYS_dup2:
#endif
    case SYS_dup3:
        closed(session, first_of(session, tracee), bit_of(arguments[1]));
        break;
#ifdef SYS_close_range
    case SYS_close_range:
        below = bit_of(arguments[0]) - 1;
        above = bit_of(arguments[1]);
        closed(session, first_of(session, tracee),
               (above | (above - 1)) & ~below);
        break;
#endif
    default:
        break;
    }
}

void
epoll_sets_executed(struct tracee *tracee)
{
    tracee->left_sets |= tracee->in_sets != 0;
    tracee->in_sets = tracee->in_several_sets = 0;
}

bool
epoll_sets_left(struct session *session, const struct tracee *tracee)
{
    const struct tracee *first = tracee_find(&session->tracees, tracee->pid);
    return (first == NULL ? tracee : first)->left_sets;
}
