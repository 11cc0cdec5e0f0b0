#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "records/json.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void
json_init(struct json *json, int fd)
{
    json->fd = fd;
    json->error = 0;
    json->last = '\n';
    json->used = 0;
}

void
json_flush(struct json *json)
{
    size_t done = 0;
    while (done < json->used && json->error == 0) {
        ssize_t n = write(json->fd, json->buffer + done, json->used - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            json->error = errno;
    }
    json->used = 0;
}

static void
put(struct json *json, const char *text, size_t n)
{
    if (n == 0)
        return;
    json->last = text[n - 1];
    while (n > 0) {
        size_t room = sizeof json->buffer - json->used;
        if (room == 0) {
            json_flush(json);
            continue;
        }
        size_t part = n < room ? n : room;
        memcpy(json->buffer + json->used, text, part);
        json->used += part;
        text += part;
        n -= part;
    }
}

static void
put_char(struct json *json, char c)
{
    if (json->used == sizeof json->buffer)
        json_flush(json);
    json->buffer[json->used++] = c;
    json->last = c;
}

static void
put_key(struct json *json, const char *key)
{
    if (json->last != '{' && json->last != '[')
        put_char(json, ',');
    if (key == NULL)
        return;
    put_char(json, '"');
    put(json, key, strlen(key));
    put(json, "\":", 2);
}

void
json_begin(struct json *json, const char *event, uint64_t time)
{
    /* Keep records whole: a reader of a cut recording loses one at most. */
    if (json->used > sizeof json->buffer - 4096)
        json_flush(json);
    put_char(json, '{');
    json_name(json, "event", event);
    json_number(json, "time", (int64_t)time);
}

void
json_end(struct json *json)
{
    put(json, "}\n", 2);
}

void
json_number(struct json *json, const char *key, int64_t value)
{
    char digits[24];
    char *p = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    put_key(json, key);
    do
        *--p = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (value < 0)
        *--p = '-';
    put(json, p, (size_t)(digits + sizeof digits - p));
}

void
json_bool(struct json *json, const char *key, bool value)
{
    put_key(json, key);
    put(json, value ? "true" : "false", value ? 4 : 5);
}

void
json_null(struct json *json, const char *key)
{
    put_key(json, key);
    put(json, "null", 4);
}

void
json_name(struct json *json, const char *key, const char *name)
{
    put_key(json, key);
    put_char(json, '"');
    put(json, name, strlen(name));
    put_char(json, '"');
}

void
json_open(struct json *json, const char *key, char bracket)
{
    put_key(json, key);
    put_char(json, bracket);
}

void
json_close(struct json *json, char bracket)
{
    put_char(json, bracket);
}

static void
put_escaped(struct json *json, unsigned number)
{
    static const char hex[] = "0123456789abcdef";
    char text[6] = {'\\', 'u'};
    for (int i = 0; i < 4; i++)
        text[2 + i] = hex[(number >> (12 - 4 * i)) & 15];
    put(json, text, sizeof text);
}

static void
put_ascii(struct json *json, unsigned char c)
{
    if (c == '"' || c == '\\') {
        char text[2] = {'\\', (char)c};
        put(json, text, sizeof text);
    } else if (c == '\n') {
        put(json, "\\n", 2);
    } else if (c < 0x20 || c == 0x7f) {
        put_escaped(json, c);
    } else {
        put_char(json, (char)c);
    }
}

/* The length of the well-formed UTF-8 sequence at text, or 0 (RFC 3629). */
static size_t
utf8_length(const unsigned char *text, size_t n)
{
    static const struct {
        unsigned char first, last, low, high; /* low, high: second byte */
        size_t length;
    } forms[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (text[0] < forms[i].first || text[0] > forms[i].last)
            continue;
        if (forms[i].length > n || text[1] < forms[i].low ||
            text[1] > forms[i].high)
            return 0;
        for (size_t k = 2; k < forms[i].length; k++)
            if ((text[k] & 0xc0) != 0x80)
                return 0;
        if (text[0] == 0xee && text[1] >= 0xbe) /* stands for bytes, below */
            return 0;
        return forms[i].length;
    }
    return 0;
}

/* A byte that is no UTF-8, as a character that nobody uses: U+EF80 to U+EFFF.
 * Where a text has one of those itself, its bytes stand so, too; see
 * joinscope/recording/byte_text.py, which reads it back. */
static void
put_byte(struct json *json, unsigned char c)
{
    char text[3] = {(char)0xee, (char)(0xbc | c >> 6),
                    (char)(0x80 | (c & 0x3f))};
    put(json, text, sizeof text);
}

void
json_text(struct json *json, const char *key, const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    put_key(json, key);
    put_char(json, '"');
    for (size_t i = 0; i < n;) {
        size_t length = p[i] < 0x80 ? 1 : utf8_length(p + i, n - i);
        if (p[i] < 0x80)
            put_ascii(json, p[i]);
        else if (length > 0)
            put(json, text + i, length);
        else
            put_byte(json, p[i]);
        i += length > 0 ? length : 1;
    }
    put_char(json, '"');
}

void
json_bytes(struct json *json, const char *key, const char *data, size_t n)
{
    put_key(json, key);
    put_char(json, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)data[i];
        if (c < 0x80) {
            put_ascii(json, c);
        } else {
            char text[2] = {(char)(0xc0 | c >> 6), (char)(0x80 | (c & 0x3f))};
            put(json, text, sizeof text);
        }
    }
    put_char(json, '"');
}
