/* SPDX-License-Identifier: MIT */
/* Symbolic names of errors, signals and flags. */
#ifndef RECORDS_NAMES_H
#define RECORDS_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct json;

struct name {
    uint64_t value;
    const char *name;
};

/* The name of an error number, also of the kernel's own ERESTART*; NULL if
 * it has none. */
const char *
error_name(long error);

/* The name of a signal: SIGCHLD, SIGRT_2; NULL if it has none. `buffer` is
 * for those that must be composed. */
const char *
signal_name(int number, char buffer[16]);

/* A list of the names whose bits are all in value; bits without a name are
 * left out. */
void
json_flags(struct json *json, const char *key, uint64_t value,
           const struct name *table, size_t n);

/* The POLL* events in value, as such a list. */
void
json_events(struct json *json, const char *key, uint64_t value);

#endif
