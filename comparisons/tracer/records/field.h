/* SPDX-License-Identifier: MIT */
/* The kinds of fields that a record may have or lack. */
#ifndef RECORDS_FIELD_H
#define RECORDS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/names.h"

struct json;

/* A field that a record may lack. All zero: it lacks it. */
enum presence { ABSENT, UNKNOWN /* is written as null */, GIVEN };

struct number {
    enum presence is;
    int64_t value;
};

/* Bytes that should be UTF-8, and may contain zeros. */
struct text {
    enum presence is;
    size_t length;
    const char *bytes;
};

struct flag {
    bool given, value;
};

/* The constants in a word: its bits, and what they are called. Bits without a
 * name are left out. */
struct names {
    const struct name *table; /* NULL: the record has no such field */
    size_t count;
    uint64_t bits;
};

static inline struct number
number_of(int64_t value)
{
    return (struct number){GIVEN, value};
}

static inline struct text
text_of(const char *bytes, size_t length)
{
    return (struct text){GIVEN, length, bytes};
}

static inline struct flag
flag_of(bool value)
{
    return (struct flag){true, value};
}

#define NAMES_OF(bits, table)                                                  \
    ((struct names){table, sizeof(table) / sizeof(table)[0], bits})

/* Write a field, unless it is absent. */
void
put_number(struct json *json, const char *key, struct number number);
void
put_text(struct json *json, const char *key, struct text text);
void
put_flag(struct json *json, const char *key, struct flag flag);
void
put_names(struct json *json, const char *key, struct names names);

/* Write one of our own names; NULL is absent. */
void
put_name(struct json *json, const char *key, const char *name);

#endif
