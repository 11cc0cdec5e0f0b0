/* SPDX-License-Identifier: MIT */
/* The seccomp filter: of all system calls only the recorded ones stop.
 *
 * The kernel runs it at each call, in some tens of ns. It is one comparison for
 * each call of the table, in a row, with its conditions behind:
 *
 *     load nr
 *     is it openat?  no: skip 3
 *     load the low half of argument 2
 *     O_WRONLY or O_RDWR in it?  no: allow
 *     trace
 *     is it write?  ...
 *     allow
 *
 * "Trace" is the stop PTRACE_EVENT_SECCOMP; without a tracer the call would
 * fail with ENOSYS, but who is recorded dies with the tracer (EXITKILL).
 */
#ifndef CALLS_SECCOMP_H
#define CALLS_SECCOMP_H

#include <linux/filter.h>

struct seccomp_filter {
    unsigned short n;
    struct sock_filter code[512];
};

/* Compose the filter from the calls and their conditions. */
void
seccomp_build(struct seccomp_filter *filter);

/* Install it in the calling thread, for all that it will start, for ever.
 * Sets no_new_privs. Async-signal-safe. Returns 0, or -1 with errno. */
int
seccomp_install(const struct seccomp_filter *filter);

#endif
