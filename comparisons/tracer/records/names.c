#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "records/names.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* `errors` and `signals`, generated when this is built, see name_tables.py. */
#include "names.inc"

/* Not in errno.h, but a tracer sees them: the kernel starts the call again
 * after a signal. */
static const struct name restarts[] = {
    {512, "ERESTARTSYS"},
    {513, "ERESTARTNOINTR"},
    {514, "ERESTARTNOHAND"},
    {516, "ERESTART_RESTARTBLOCK"},
};

static const char *
find(const struct name *table, size_t n, long value)
{
    for (size_t i = 0; i < n; i++)
        if ((long)table[i].value == value)
            return table[i].name;
    return NULL;
}

const char *
error_name(long error)
{
    const char *name = find(errors, COUNT(errors), error);
    return name != NULL ? name : find(restarts, COUNT(restarts), error);
}

const char *
signal_name(int number, char buffer[16])
{
    const char *name = find(signals, COUNT(signals), number);
    /* The kernel's real-time signals begin at 32; glibc hides two of them. */
    if (name != NULL || number < 32 || number > 64)
        return name;
    char *p = buffer;
    for (const char *s = "SIGRT_"; *s != '\0'; s++)
        *p++ = *s;
    if (number >= 42)
        *p++ = (char)('0' + (number - 32) / 10);
    *p++ = (char)('0' + (number - 32) % 10);
    *p = '\0';
    return buffer;
}
