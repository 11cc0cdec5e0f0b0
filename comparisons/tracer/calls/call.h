/* SPDX-License-Identifier: MIT */
/* A system call that is recorded: what is known of it beforehand, and what its
 * decoders are told. */
#ifndef CALLS_CALL_H
#define CALLS_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "records/record.h"

struct call;
struct session;
struct tracee;

/* The call that a stopped tracee is in. */
struct stopped_call {
    struct session *session;
    struct tracee *tracee;
    const struct call *call;
    const uint64_t *arguments; /* six */
    int64_t result;            /* at exit; negative: -errno */
};

/* Fills in what the arguments say, at entry. `class` is set, and `fd` and
 * `object` of a call that is about a descriptor. */
typedef void
enter_decoder(const struct stopped_call *stopped, struct arguments *given);

/* Fills in what the results say, at exit. */
typedef void
leave_decoder(const struct stopped_call *stopped, struct results *found);

/* A test of the low 32 bits of an argument, or of the high ones, for the kernel
 * or for us. */
struct condition {
    enum { ALWAYS, ANY_BIT, NO_BIT, ONE_OF, NOT_ONE_OF } test;
    unsigned argument;
    uint32_t bits; /* of ANY_BIT, NO_BIT; else those compared, 0: all */
    const uint32_t *values; /* of ONE_OF, NOT_ONE_OF */
    unsigned char n;
};

struct call {
    const char *number_text; /* what the headers say of it */
    const char *name;
    enum {
        CARRIES, /* recorded */
        LOOKS,   /* at files: recorded on request */
        IS_INERT /* never recorded */
    } kind;
    enum call_class class; /* of fcntl: see call_class_of() */
    enter_decoder *enter;  /* NULL: nothing is filled in */
    leave_decoder *leave;
    const char *why; /* it may carry order: by which way; inert: why it is */
    long number;     /* meaningless where there is none */
    long newer;      /* what it is where headers do not have it; 0: nothing */
    bool descriptor; /* it is about one: */
    unsigned char fd_argument; /* this argument */
    bool idle; /* nothing but order: not recorded for a file that no
                  recorded process has written */
    bool enter_only;
    bool waits;          /* a futex: by the second condition it does not */
    bool event;          /* ptrace reports it anyway: no stop of its own */
    bool always_stops;   /* even where it is inert: see one_cpu.h */
    bool of_process;     /* it is about the thread that its first argument is */
    bool else_looks;     /* where it is inert, it still looks at files */
    unsigned char paths; /* it is about so many files by name: */
    unsigned char path_argument, second_path; /* these arguments */
    bool at; /* from the folder that the argument before is */
    struct condition inert_if[2]; /* all hold; the first ALWAYS: there is none
                                   */
};

#endif
