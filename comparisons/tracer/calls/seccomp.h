/* SPDX-License-Identifier: MIT */
/* The seccomp filter: a call stops unless it is known to carry nothing.
 *
 * The kernel runs it at each call, in some tens of ns. First come the calls
 * whose arguments decide, then the rows of numbers that are inert:
 *
 *     load architecture
 *     is it ours?  no: trace
 *     load nr
 *     is it openat?  no: skip 5
 *     load the low half of argument 2
 *     O_WRONLY or O_RDWR in it?  yes: skip 1
 *     allow
 *     trace
 *     is it mmap?  ...
 *     at least 9, and below 16?  allow
 *     ...
 *     trace
 *
 * Since 5.11 the kernel finds out beforehand which numbers are allowed whatever
 * the arguments are, and does not run it for these.
 *
 * "Trace" is the stop PTRACE_EVENT_SECCOMP; without a tracer the call would
 * fail with ENOSYS, but who is recorded dies with the tracer (EXITKILL), and
 * nobody leaves it by CLONE_UNTRACED (stops/untraced.h).
 */
#ifndef CALLS_SECCOMP_H
#define CALLS_SECCOMP_H

#include <linux/filter.h>
#include <stdbool.h>

struct seccomp_filter {
    unsigned short n;
    struct sock_filter code[1024];
};

/* Compose the filter from the calls and their conditions; with look-ups, or
 * without; with a stop at the entry of each call that creates a thread, or only
 * where no event would tell of it. */
void
seccomp_build(struct seccomp_filter *filter, bool lookups, bool creations,
              bool waits);

/* Install it in the calling thread, for all that it will start, for ever.
 * Sets no_new_privs. Async-signal-safe. Returns 0, or -1 with errno. */
int
seccomp_install(const struct seccomp_filter *filter);

#endif
