/* SPDX-License-Identifier: MIT */
/* Writes JSON Lines to a descriptor, through one buffer.
 *
 *     json_begin(json, "complete", now);
 *     json_number(json, "tid", 7);
 *     json_end(json);
 *
 * A key of NULL writes an element of a list. The first write that fails sets
 * `error`; what follows is dropped.
 */
#ifndef RECORDS_JSON_H
#define RECORDS_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json {
    int fd;
    int error; /* errno of the first write that failed, or 0 */
    char last; /* the last character that was put */
    size_t used;
    char buffer[1 << 16];
};

void
json_init(struct json *json, int fd);

void
json_begin(struct json *json, const char *event, uint64_t time);
void
json_end(struct json *json);

void
json_number(struct json *json, const char *key, int64_t value);
void
json_bool(struct json *json, const char *key, bool value);
void
json_null(struct json *json, const char *key);

/* A name of our own: it needs no escapes. */
void
json_name(struct json *json, const char *key, const char *name);

/* Bytes that should be UTF-8; one that is not becomes a character of its own,
 * of a range that stands for nothing else: U+EF80 to U+EFFF. */
void
json_text(struct json *json, const char *key, const char *text, size_t n);

/* Bytes as they are: each becomes the character of that number. */
void
json_bytes(struct json *json, const char *key, const char *data, size_t n);

void
json_open(struct json *json, const char *key, char bracket);
void
json_close(struct json *json, char bracket);

/* Write out what is buffered. */
void
json_flush(struct json *json);

#endif
