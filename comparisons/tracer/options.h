/* SPDX-License-Identifier: MIT */
/* What the caller of the tracer decides. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "hold_rule.h"

/* cffi: begin */
struct tracer_options {
    const char *const *command; /* ends with NULL */
    int records;                /* descriptor that gets the records */
    int streams[3]; /* the command's 0, 1, 2 (closed here); -1: ours */
    int drains[2];  /* other ends of 1 and 2, read and dropped; or -1 */
    int cancel_fd;  /* a pipe's end: when the other is closed, by whatever end
                       of its owner, all is killed; or -1 */
    int foreground; /* a process group of its own, in the foreground of
                       the terminal that is its standard output */
    int all_calls;  /* no seccomp filter: slower, but without
                       no_new_privs */
    int lookups;    /* record who looks at files as well: dear */
    int creations;  /* see each attempt to create a process or a thread, not
                       only those that succeed: where there may be few */
    int whole;      /* kill all if the records cannot be written */
    int waits;      /* record for how long who waited for a lock as well */
    unsigned long long ignored; /* signals that the command ignores, bit N - 1
                                   for signal N, beside a cancel pipe */
    struct hold_rule *holds;    /* a schedule that is forced; or NULL */
    int hold_count;
    int tracees;        /* limit: traced threads alive at a time */
    long long deadline; /* limit: ns that the run may take; 0: none */
    long long output;   /* limit: bytes of output that are recorded */
    int flood;          /* whether more output than that ends the run */
};
/* cffi: end */

#endif
