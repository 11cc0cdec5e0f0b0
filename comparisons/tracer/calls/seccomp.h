/* SPDX-License-Identifier: MIT */
/* The seccomp filter: of all system calls only the recorded ones stop. */
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
