#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "calls/table.h"

#include <asm/unistd.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/decode.h"

/* Headers lack the calls that are newer, and those of other machines. A macro
 * that is not defined expands to itself: so the text of it begins with a digit,
 * or there is no such call here. */
#define TEXT_OF(tokens) #tokens
#define TEXT(tokens) TEXT_OF(tokens)

#define ROW(name, kind, class, ...)                                            \
    {TEXT(__NR_##name), #name, kind, CLASS_##class, __VA_ARGS__},
#define CALL(name, class, enter, leave, ...)                                   \
    ROW(name, CARRIES, class, enter, leave, NULL, __VA_ARGS__)
#define MAY(name, ...)                                                         \
    ROW(name, CARRIES, MAY, enter_may, NULL, .why = __VA_ARGS__)
#define CHANGE(name, ...)                                                      \
    ROW(name, CARRIES, CHANGE, enter_path, NULL, NULL, __VA_ARGS__)
#define LOOKUP(name, ...)                                                      \
    ROW(name, LOOKS, LOOKUP, NULL, NULL, NULL, __VA_ARGS__)
#define INERT(name, ...)                                                       \
    ROW(name, IS_INERT, MAY, NULL, NULL, .why = __VA_ARGS__)

#define PLAIN .descriptor = false
#define FD .descriptor = true
#define FD_AT(argument) .descriptor = true, .fd_argument = argument
#define FD_IDLE .descriptor = true, .idle = true
#define ENTER_ONLY .enter_only = true
#define WAITS .waits = true
#define EVENT .event = true
#define ELSE_LOOKS .else_looks = true
#define PATH(argument) .paths = 1, .path_argument = argument
#define AT(argument) .paths = 1, .path_argument = argument, .at = true
#define PATHS(first, second)                                                   \
    .paths = 2, .path_argument = first, .second_path = second
#define BOTH_AT(first, second) PATHS(first, second), .at = true
#define NEWER(n) .newer = n
#define INERT_IF(...) .inert_if = {__VA_ARGS__}
#define OF_PROCESS INERT_IF(ONE(0, nobody)), .of_process = true
#define ALWAYS_STOPS .always_stops = true
#define ONE(argument, set)                                                     \
    {ONE_OF, argument, 0, set, sizeof(set) / sizeof *(set)}
#define READING(argument)                                                      \
    {NO_BIT, argument, O_ACCMODE | O_CREAT | O_TRUNC, 0, 0}
#define WAITING(argument)                                                      \
    {NOT_ONE_OF, argument, O_NONBLOCK | O_DIRECTORY, hasty,                    \
     sizeof(hasty) / sizeof *(hasty)}

/* Who opens a pipe again, through /proc or /dev/fd, may so get one that does
 * not wait. (Folders are always opened so, by opendir.) */
static const uint32_t hasty[] = {O_NONBLOCK};
static const uint32_t nobody[] = {0}; /* oneself, where a PID may be given */
/* The signals that processes send each other: see handlers.h. Not SIGINT, which
 * each Python sets, nor SIGHUP: these come from terminals. */
static const uint32_t told_apart[] = {SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD};
static const uint32_t no_descriptor[] = {UINT32_MAX};
static const uint32_t adopting[] = {PR_SET_CHILD_SUBREAPER};
static const uint32_t whence[] = {SEEK_CUR};
static const uint32_t holes[] = {MADV_REMOVE};
/* Who changes what they look at stops. */
static const uint32_t fcntl_looks[] = {F_GETFD, F_GETFL};
/* What the C library asks from 2.42 on, whose header others exclude. */
#define TCGETS2_ 0x802c542aU
static const uint32_t ioctl_looks[] = {
    TCGETS,   TCGETS2_, TIOCGWINSZ, TIOCGPGRP,
    TIOCGSID, TIOCGPTN, FIOCLEX,    FIONCLEX,
};
/* Those of a lock, a semaphore or a condition. */
#define FUTEX_OF_ALL(op) op, (op) | FUTEX_PRIVATE_FLAG
#define FUTEX_BY_CLOCK(op)                                                     \
    FUTEX_OF_ALL(op), FUTEX_OF_ALL((op) | FUTEX_CLOCK_REALTIME)
#define FUTEX_LOCK_PI2_ 13
static const uint32_t futex_waits[] = {
    FUTEX_OF_ALL(FUTEX_WAIT),          FUTEX_OF_ALL(FUTEX_LOCK_PI),
    FUTEX_BY_CLOCK(FUTEX_WAIT_BITSET), FUTEX_BY_CLOCK(FUTEX_WAIT_REQUEUE_PI),
    FUTEX_BY_CLOCK(FUTEX_LOCK_PI2_),
};
static const uint32_t socket_constants[] = {
    SO_TYPE,
    SO_DOMAIN,
    SO_PROTOCOL,
};

static struct call calls[] = {
#include "calls/system_calls.inc"
};

static const struct call unknown = {
    .name = "unknown",
    .class = CLASS_MAY,
    .enter = enter_may,
    .why = "unknown_call",
};

static const struct call foreign = {
    .name = "unknown",
    .class = CLASS_MAY,
    .enter = enter_may,
    .why = "foreign_architecture",
};

const struct call *
call_find(uint64_t number)
{
    static const struct call *by_number[CALLS];
    for (size_t i = 0; by_number[__NR_execve] == NULL; i = 0) {
        for (; i < sizeof calls / sizeof *calls; i++) {
            const char *text = calls[i].number_text;
            bool known = text[0] >= '0' && text[0] <= '9';
            calls[i].number = known ? atoi(text) : calls[i].newer;
            if (calls[i].number < CALLS && (known || calls[i].newer != 0))
                by_number[calls[i].number] = &calls[i];
        }
    }
    if (number < CALLS && by_number[number] != NULL)
        return by_number[number];
#ifdef __x86_64__
    if (number & __X32_SYSCALL_BIT)
        return &foreign;
#endif
    return &unknown;
}

const struct call *
call_foreign(void)
{
    return &foreign;
}

static bool
holds(const struct condition *condition, const uint64_t arguments[6])
{
    uint32_t value = (uint32_t)arguments[condition->argument];
    uint32_t compared = condition->bits == 0 ? value : value & condition->bits;
    bool found = false;
    for (unsigned i = 0; i < condition->n; i++)
        found |= condition->values[i] == compared;
    switch (condition->test) {
    case ALWAYS:
        return true;
    case ANY_BIT:
        return (value & condition->bits) != 0;
    case NO_BIT:
        return (value & condition->bits) == 0;
    case ONE_OF:
        return found;
    case NOT_ONE_OF:
        return !found;
    }
    return false;
}

bool
call_is_inert(const struct call *call, const uint64_t arguments[6])
{
    return call->kind == IS_INERT ||
           (call->inert_if[0].test != ALWAYS &&
            holds(&call->inert_if[0], arguments) &&
            (call->waits || holds(&call->inert_if[1], arguments)));
}

bool
call_tells_apart(int number)
{
    for (size_t i = 0; i < sizeof told_apart / sizeof *told_apart; i++)
        if ((int)told_apart[i] == number)
            return true;
    return false;
}

bool
call_waits(const struct call *call, const uint64_t arguments[6])
{
    if (call->waits)
        return !holds(&call->inert_if[1], arguments);
    if (call->number == SYS_flock)
        return (arguments[1] & LOCK_NB) == 0;
    return call->number == SYS_fcntl &&
           (arguments[1] == F_SETLKW || arguments[1] == F_OFD_SETLKW);
}

bool
call_looks(const struct call *call, const uint64_t arguments[6])
{
    return call->kind == LOOKS ||
           (call->else_looks && call_is_inert(call, arguments));
}

enum call_class
call_class_of(const struct call *call, const uint64_t arguments[6])
{
    if (call->number != __NR_fcntl || call->class != CLASS_MAY)
        return call->class;
    switch (arguments[1]) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return CLASS_DUPLICATE;
    case F_SETFD:
        return CLASS_DESCRIPTOR_FLAGS;
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
        return CLASS_LOCK;
    default:
        return CLASS_MAY;
    }
}
