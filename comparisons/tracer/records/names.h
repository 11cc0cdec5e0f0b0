/* SPDX-License-Identifier: MIT */
/* Symbolic names of errors and signals. */
#ifndef RECORDS_NAMES_H
#define RECORDS_NAMES_H

#include <stdint.h>

/* A constant of the system and what it is called. */
struct name {
    uint64_t value;
    const char *name;
};

#define NAME(name) {name, #name}

/* The name of an error number, also of the kernel's own ERESTART*; NULL if
 * it has none. */
const char *
error_name(long error);

/* The name of a signal: SIGCHLD, SIGRT_2; NULL if it has none. `buffer` is
 * for those that must be composed. */
const char *
signal_name(int number, char buffer[16]);

#endif
