/* SPDX-License-Identifier: MIT */
/* The kinds of fields of a record. All zero is a field of which nothing is
 * known: it is written as null. */
#ifndef RECORDS_FIELD_H
#define RECORDS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/names.h"

struct json;

struct number {
    bool known;
    int64_t value;
};

/* Bytes that should be UTF-8, and may contain zeros. */
struct text {
    const char *bytes; /* NULL: not known */
    size_t length;
};

/* The constants in a word: its bits, and what they are called. Bits without a
 * name are left out. */
struct names {
    const struct name *table; /* NULL: not known */
    size_t count;
    uint64_t bits;
};

static inline struct number
number_of(int64_t value)
{
    return (struct number){true, value};
}

static inline struct text
text_of(const char *bytes, size_t length)
{
    return (struct text){bytes, length};
}

#define NAMES_OF(bits, table)                                                  \
    ((struct names){table, sizeof(table) / sizeof(table)[0], bits})

/* Signals of a set, bit 0 is signal 1. */
struct signals {
    bool known;
    uint64_t bits;
};

static inline struct signals
signals_of(uint64_t bits)
{
    return (struct signals){true, bits};
}

/* Descriptors, by their numbers. */
struct fds {
    bool known;
    size_t count;
    const int *list;
};

/* How many bytes a pipe, and a socket, take at most while nobody reads, unless
 * they are told otherwise; 0: not known. */
struct room {
    int64_t pipe, socket;
};

/* Known to be none. */
extern const struct names no_names;

/* Write a field. */
void
put_number(struct json *json, const char *key, struct number number);
void
put_text(struct json *json, const char *key, struct text text);
void
put_names(struct json *json, const char *key, struct names names);
void
put_signals(struct json *json, const char *key, struct signals signals);
void
put_fds(struct json *json, const char *key, struct fds fds);

/* Write one of our own names; NULL is not known. */
void
put_name(struct json *json, const char *key, const char *name);

#endif
