#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* kill and its like: which signal goes to whom. */
#include "calls/decode.h"

#include "proc/fd.h"
#include "session.h"

void
enter_kill(const struct stopped_call *stopped, struct arguments *given)
{
    given->target = number_of((int)stopped->arguments[0]);
    given->signal = number_of((int)stopped->arguments[1]);
}

void
enter_tgkill(const struct stopped_call *stopped, struct arguments *given)
{
    given->target = number_of((int)stopped->arguments[1]);
    given->signal = number_of((int)stopped->arguments[2]);
}

void
enter_pidfd_open(const struct stopped_call *stopped, struct arguments *given)
{
    given->target = number_of((int)stopped->arguments[0]);
}

void
enter_pidfd_send(const struct stopped_call *stopped, struct arguments *given)
{
    pid_t pid = fd_process(stopped->tracee->tid, (int)stopped->arguments[0]);
    if (pid > 0)
        given->target = number_of(pid);
    given->signal = number_of((int)stopped->arguments[1]);
}
