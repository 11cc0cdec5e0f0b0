/* SPDX-License-Identifier: MIT */
/* Symbolic names of errors and signals. */
#ifndef RECORDS_NAMES_H
#define RECORDS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A constant of the system and what it is called. */
struct name {
    uint64_t value;
    const char *name;
};

#define NAME(name) {(uint64_t)(name), #name}

/* The name of a value in a table of n; NULL if it has none there. */
const char *
name_of(const struct name *table, size_t n, uint64_t value);

/* The name of an error number, also of the kernel's own ERESTART*; NULL if
 * it has none. */
const char *
error_name(long error);

/* The name of a signal: SIGCHLD, SIGRTMIN+1; NULL if it has none. `buffer` is
 * for those that must be composed. */
const char *
signal_name(int number, char buffer[16]);

/* The name of the si_code of a signal: SI_USER, CLD_EXITED; NULL if it has
 * none. */
const char *
signal_code_name(int number, int code);

/* Whether a signal with this si_code has a PID in si_pid: of a process that has
 * sent it, or of a child. Else something else lies there: the number of a
 * timer, an address. */
bool
signal_names_sender(int number, int code);

#endif
