#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "records/field.h"

#include "records/json.h"

static const struct name nothing[] = {{0, ""}};
const struct names no_names = {nothing, 0, 0};

void
put_number(struct json *json, const char *key, struct number number)
{
    if (number.known)
        json_number(json, key, number.value);
    else
        json_null(json, key);
}

void
put_text(struct json *json, const char *key, struct text text)
{
    if (text.bytes != NULL)
        json_text(json, key, text.bytes, text.length);
    else
        json_null(json, key);
}

void
put_name(struct json *json, const char *key, const char *name)
{
    if (name != NULL)
        json_name(json, key, name);
    else
        json_null(json, key);
}

void
put_names(struct json *json, const char *key, struct names names)
{
    if (names.table == NULL) {
        json_null(json, key);
        return;
    }
    json_open(json, key, '[');
    for (size_t i = 0; i < names.count; i++) {
        uint64_t value = names.table[i].value;
        if ((names.bits & value) == value)
            json_name(json, NULL, names.table[i].name);
    }
    json_close(json, ']');
}

void
put_signals(struct json *json, const char *key, struct signals signals)
{
    if (!signals.known) {
        json_null(json, key);
        return;
    }
    json_open(json, key, '[');
    for (int number = 1; number <= 64; number++)
        if (signals.bits >> (number - 1) & 1)
            json_number(json, NULL, number);
    json_close(json, ']');
}

void
put_fds(struct json *json, const char *key, struct fds fds)
{
    if (!fds.known) {
        json_null(json, key);
        return;
    }
    json_open(json, key, '[');
    for (size_t i = 0; i < fds.count; i++)
        json_number(json, NULL, fds.list[i]);
    json_close(json, ']');
}
