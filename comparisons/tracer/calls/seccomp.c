#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "calls/seccomp.h"

#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/table.h"

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif

static void
put(struct seccomp_filter *filter, unsigned short code, uint32_t k,
    unsigned char yes, unsigned char no)
{
    filter->code[filter->n++] = (struct sock_filter){code, yes, no, k};
}

/* Allow the call if all conditions for its being inert hold, else trace it. */
static void
put_conditions(struct seccomp_filter *filter, const struct call *call,
               unsigned short most)
{
    unsigned short no[2], n = 0;
    for (; n < most && call->inert_if[n].test != ALWAYS; n++) {
        const struct condition *condition = &call->inert_if[n];
        size_t half = offsetof(struct seccomp_data, args) +
                      sizeof(uint64_t) * condition->argument;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        half += sizeof(uint32_t);
#endif
        put(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)half, 0, 0);
        bool negative =
            condition->test == NO_BIT || condition->test == NOT_ONE_OF;
        if (condition->n > 0 && condition->bits != 0)
            put(filter, BPF_ALU | BPF_AND | BPF_K, condition->bits, 0, 0);
        if (condition->n == 0)
            put(filter, BPF_JMP | BPF_JSET | BPF_K, condition->bits, 1, 0);
        for (unsigned i = 0; i < condition->n; i++)
            put(filter, BPF_JMP | BPF_JEQ | BPF_K, condition->values[i],
                (unsigned char)(condition->n - i), 0);
        /* Here it is no; the next instruction but one is where it is yes. */
        if (negative)
            put(filter, BPF_JMP | BPF_JA, 1, 0, 0);
        no[n] = filter->n;
        put(filter, BPF_JMP | BPF_JA, 0, 0, 0);
    }
    put(filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    for (unsigned short i = 0; i < n; i++)
        filter->code[no[i]].k = (uint32_t)(filter->n - no[i] - 1);
    put(filter, BPF_RET | BPF_K, SECCOMP_RET_TRACE, 0, 0);
}

/* Of a thread that is created with CLONE_UNTRACED no event tells. The flags of
 * clone3 are in memory, where no filter sees them. */
static void
put_untraced(struct seccomp_filter *filter)
{
#ifdef __s390__
    const uint32_t flags = offsetof(struct seccomp_data, args[1]);
#else
    const uint32_t flags = offsetof(struct seccomp_data, args[0]);
#endif
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    put(filter, BPF_LD | BPF_W | BPF_ABS, flags + 4, 0, 0);
#else
    put(filter, BPF_LD | BPF_W | BPF_ABS, flags, 0, 0);
#endif
    put(filter, BPF_JMP | BPF_JSET | BPF_K, CLONE_UNTRACED, 1, 0);
    put(filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    put(filter, BPF_RET | BPF_K, SECCOMP_RET_TRACE, 0, 0);
}

/* Whether the kernel is to ask no more than the number. */
static bool
allowed(const struct call *call, bool lookups, bool creations)
{
    if (call->event && call->class == CLASS_CREATE)
        return !creations;
    return call->event || call->kind == IS_INERT ||
           (call->kind == LOOKS && !lookups);
}

/* Calls that are often made, and whose arguments decide. */
static void
put_conditional(struct seccomp_filter *filter, bool lookups, bool waits)
{
    for (uint32_t number = 0; number < CALLS; number++) {
        const struct call *call = call_find(number);
        if (call->inert_if[0].test == ALWAYS || call->always_stops ||
            (call->else_looks && lookups))
            continue;
        unsigned short test = filter->n;
        put(filter, BPF_JMP | BPF_JEQ | BPF_K, number, 0, 0);
        put_conditions(filter, call, call->waits && !waits ? 1 : 2);
        filter->code[test].jf = (unsigned char)(filter->n - test - 1);
    }
}

/* The numbers without a stop, in rows of neighbours. */
static void
put_allowed(struct seccomp_filter *filter, bool lookups, bool creations)
{
    for (uint32_t first = 0, end; first < CALLS; first = end) {
        end = first + 1;
        if (!allowed(call_find(first), lookups, creations))
            continue;
        while (end < CALLS && allowed(call_find(end), lookups, creations))
            end++;
        put(filter, BPF_JMP | BPF_JGE | BPF_K, first, 0, 2);
        put(filter, BPF_JMP | BPF_JGE | BPF_K, end, 1, 0);
        put(filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    }
}

void
seccomp_build(struct seccomp_filter *filter, bool lookups, bool creations,
              bool waits)
{
    filter->n = 0;
#ifdef MACHINE
    put(filter, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch),
        0, 0);
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
    put(filter, BPF_RET | BPF_K, SECCOMP_RET_TRACE, 0, 0);
#endif
    put(filter, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0,
        0);
    put_conditional(filter, lookups, waits);
    if (!creations)
        put_untraced(filter);
    put_allowed(filter, lookups, creations);
    put(filter, BPF_RET | BPF_K, SECCOMP_RET_TRACE, 0, 0);
}

int
seccomp_install(const struct seccomp_filter *filter)
{
    struct sock_fprog program = {
        .len = filter->n,
        .filter = (struct sock_filter *)(uintptr_t)filter->code,
    };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
        return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}
