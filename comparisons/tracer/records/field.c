#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "records/field.h"

#include "records/json.h"

void
put_number(struct json *json, const char *key, struct number number)
{
    if (number.is == GIVEN)
        json_number(json, key, number.value);
    else if (number.is == UNKNOWN)
        json_null(json, key);
}

void
put_text(struct json *json, const char *key, struct text text)
{
    if (text.is == GIVEN)
        json_text(json, key, text.bytes, text.length);
    else if (text.is == UNKNOWN)
        json_null(json, key);
}

void
put_flag(struct json *json, const char *key, struct flag flag)
{
    if (flag.given)
        json_bool(json, key, flag.value);
}

void
put_name(struct json *json, const char *key, const char *name)
{
    if (name != NULL)
        json_name(json, key, name);
}

void
put_names(struct json *json, const char *key, struct names names)
{
    if (names.table == NULL)
        return;
    json_open(json, key, '[');
    for (size_t i = 0; i < names.count; i++) {
        uint64_t value = names.table[i].value;
        if ((names.bits & value) == value)
            json_name(json, NULL, names.table[i].name);
    }
    json_close(json, ']');
}
