#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* kill and its like: which signal goes to whom. */
#include "calls/decode.h"

#include <stdio.h>
#include <string.h>

#include "proc/status.h"
#include "session.h"

void
enter_kill(const struct stopped_call *stopped, struct enter_fields *fields)
{
    fields->target = number_of((int)stopped->arguments[0]);
    fields->signal = number_of((int)stopped->arguments[1]);
}

void
enter_tgkill(const struct stopped_call *stopped, struct enter_fields *fields)
{
    fields->target = number_of((int)stopped->arguments[1]);
    fields->signal = number_of((int)stopped->arguments[2]);
}

void
enter_pidfd_open(const struct stopped_call *stopped,
                 struct enter_fields *fields)
{
    fields->target = number_of((int)stopped->arguments[0]);
}

/* Whose pidfd it is: /proc/PID/fdinfo/N has "Pid:\t7", and -1 once that
 * process is reaped. */
void
enter_pidfd_send(const struct stopped_call *stopped,
                 struct enter_fields *fields)
{
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", (int)stopped->arguments[0]);
    proc_read(stopped->tracee->tid, name, text, sizeof text);
    if (strstr(text, "Pid:") != NULL)
        fields->target = number_of((int)proc_number(text, "Pid:", 10));
    fields->signal = number_of((int)stopped->arguments[1]);
}
