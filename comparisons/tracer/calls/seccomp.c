#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "calls/seccomp.h"

#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls/table.h"

static void
put(struct seccomp_filter *filter, unsigned short code, uint32_t k,
    unsigned char yes, unsigned char no)
{
    filter->code[filter->n++] = (struct sock_filter){code, yes, no, k};
}

/* Go on with the next instruction if the condition holds, else allow. */
static void
put_condition(struct seccomp_filter *filter, const struct condition *condition)
{
    if (condition->test == ALWAYS)
        return;
    size_t low = offsetof(struct seccomp_data, args) +
                 sizeof(uint64_t) * condition->argument;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    low += sizeof(uint32_t);
#endif
    put(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)low, 0, 0);
    if (condition->test == ANY_BIT)
        put(filter, BPF_JMP | BPF_JSET | BPF_K, condition->bits, 1, 0);
    else if (condition->test == NO_BIT)
        put(filter, BPF_JMP | BPF_JSET | BPF_K, condition->bits, 0, 1);
    else
        for (unsigned i = 0; i < condition->n; i++)
            put(filter, BPF_JMP | BPF_JEQ | BPF_K, condition->values[i],
                (unsigned char)(condition->n - i), 0);
    put(filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
}

void
seccomp_build(struct seccomp_filter *filter)
{
    filter->n = 0;
    put(filter, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0,
        0);
    /* The architecture is not looked at: the tracer does, and a stop too many
     * harms nobody. */
    for (size_t i = 0; i < calls_count; i++) {
        unsigned short test = filter->n;
        if (calls[i].event)
            continue;
        put(filter, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i].number, 0, 0);
        put_condition(filter, &calls[i].conditions[0]);
        put_condition(filter, &calls[i].conditions[1]);
        put(filter, BPF_RET | BPF_K, SECCOMP_RET_TRACE, 0, 0);
        filter->code[test].jf = (unsigned char)(filter->n - test - 1);
    }
    put(filter, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
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
