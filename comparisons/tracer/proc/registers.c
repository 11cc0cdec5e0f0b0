#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "proc/registers.h"

#include <elf.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <unistd.h>

/* Any machine has this file; it takes as long as the whole rest of a stop. */
static bool
call_in_proc(pid_t tid, uint64_t *number, uint64_t arguments[6])
{
    char text[256];
    snprintf(text, sizeof text, "/proc/%d/syscall", (int)tid);
    int fd = open(text, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return false;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    if (text[0] < '0' || text[0] > '9')
        return false; /* "running", or -1: in no system call */
    char *p = text;
    *number = strtoul(p, &p, 10);
    for (int i = 0; i < 6; i++)
        arguments[i] = strtoull(p, &p, 16);
    return true;
}

#if (defined(__x86_64__) && !defined(__ILP32__)) || defined(__aarch64__)
static bool
call_in_registers(const struct user_regs_struct *r, uint64_t *number,
                  uint64_t arguments[6])
{
#ifdef __x86_64__
    *number = r->orig_rax;
    const uint64_t all[] = {r->rdi, r->rsi, r->rdx, r->r10, r->r8, r->r9};
    memcpy(arguments, all, sizeof all);
#else
    *number = r->regs[8];
    memcpy(arguments, r->regs, 6 * sizeof arguments[0]);
#endif
    return (int64_t)*number >= 0;
}

bool
registers_call(pid_t tid, uint64_t *number, uint64_t arguments[6])
{
    struct user_regs_struct registers;
    struct iovec into = {&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &into) == -1)
        return false;
    if (into.iov_len != sizeof registers) /* of another machine: 32 bits */
        return call_in_proc(tid, number, arguments);
    return call_in_registers(&registers, number, arguments);
}
#else
bool
registers_call(pid_t tid, uint64_t *number, uint64_t arguments[6])
{
    return call_in_proc(tid, number, arguments);
}
#endif

int
registers_set_first(pid_t tid, uint64_t value)
{
#if defined(__x86_64__) && !defined(__ILP32__)
    return ptrace(PTRACE_POKEUSER, tid, offsetof(struct user, regs.rdi),
                  value) == -1
               ? -1
               : 0;
#elif defined(__aarch64__)
    struct user_regs_struct registers;
    struct iovec all = {&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &all) == -1)
        return -1;
    registers.regs[0] = value;
    return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &all) == -1 ? -1 : 0;
#else
    (void)tid;
    (void)value;
    return -1;
#endif
}

void
registers_reset_first(pid_t tid, uint64_t value)
{
#ifndef __aarch64__
    registers_set_first(tid, value);
#else
    (void)tid;
    (void)value;
#endif
}
