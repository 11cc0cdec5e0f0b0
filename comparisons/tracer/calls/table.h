/* SPDX-License-Identifier: MIT */
/* The system calls that are recorded. */
#ifndef CALLS_TABLE_H
#define CALLS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tracee;
struct session;

/* A test of the low 32 bits of an argument, for the kernel or for us. */
struct condition {
    enum { ALWAYS, ANY_BIT, NO_BIT, ONE_OF } test;
    unsigned argument;
    uint32_t bits;          /* of ANY_BIT, NO_BIT */
    const uint32_t *values; /* of ONE_OF */
    unsigned char n;
};

struct call {
    long number;
    const char *name, *class;
    /* Write the decoded arguments, or results; NULL if there are none. */
    void (*enter)(struct session *, struct tracee *);
    void (*leave)(struct session *, struct tracee *, int64_t result);
    bool descriptor; /* its first argument is one */
    bool idle;       /* nothing but order: not recorded for a file that no
                        recorded process has written */
    bool enter_only;
    bool event; /* ptrace reports it anyway: no stop of its own */
    struct condition conditions[2]; /* all must hold */
};

extern const struct call calls[];
extern const size_t calls_count;

/* The call with this number, or NULL if it is not recorded. */
const struct call *
call_find(uint64_t number);

/* Whether this call is recorded with these arguments. */
bool
call_matters(const struct call *call, const uint64_t arguments[6]);

#endif
