#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* wait4 and waitid: which child, and whether it was really taken. */
#include "calls/decode.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>

#include "proc/memory.h"
#include "session.h"

static const struct name wait_options[] = {
    NAME(WNOHANG),     NAME(WUNTRACED), NAME(WCONTINUED),
    NAME(__WNOTHREAD), NAME(__WALL),    NAME(__WCLONE),
};

static const struct name waitid_options[] = {
    NAME(WNOHANG), NAME(WSTOPPED),    NAME(WEXITED), NAME(WCONTINUED),
    NAME(WNOWAIT), NAME(__WNOTHREAD), NAME(__WALL),  NAME(__WCLONE),
};

void
enter_wait4(const struct stopped_call *stopped, struct enter_fields *fields)
{
    fields->target = number_of((int)stopped->arguments[0]);
    fields->options = NAMES_OF(stopped->arguments[2], wait_options);
}

void
enter_waitid(const struct stopped_call *stopped, struct enter_fields *fields)
{
    static const char *const types[] = {"P_ALL", "P_PID", "P_PGID", "P_PIDFD"};
    if (stopped->arguments[0] < sizeof types / sizeof types[0])
        fields->id_type = types[stopped->arguments[0]];
    fields->id = number_of((int)stopped->arguments[1]);
    fields->options = NAMES_OF(stopped->arguments[3], waitid_options);
}

/* `pid` is gone by this call; 0: nobody is. */
static void
reaped(const struct stopped_call *stopped, struct leave_fields *fields,
       pid_t pid)
{
    stopped->tracee->last_reaped = pid;
    fields->reaped = (struct number){pid > 0 ? GIVEN : UNKNOWN, pid};
}

void
leave_wait4(const struct stopped_call *stopped, struct leave_fields *fields)
{
    int status = 0;
    pid_t child = stopped->result > 0 ? (pid_t)stopped->result : 0;
    uint64_t address = stopped->arguments[1];
    bool known =
        child > 0 && address != 0 &&
        memory_read(stopped->tracee->tid, address, &status, sizeof status) == 0;
    bool ended = WIFEXITED(status) || WIFSIGNALED(status);
    /* Nobody asked for the status: the child has ended if it is traced no
     * more, for the tracer hears of every end first. */
    if (!known && child > 0)
        ended = tracee_find(&stopped->session->tracees, child) == NULL;
    reaped(stopped, fields, ended ? child : 0);
    if (known)
        fields->wait_status = number_of(status);
}

/* The status word that wait4 would have given of a child that has ended. */
static int
wait_status(const siginfo_t *info)
{
    if (info->si_code == CLD_EXITED)
        return (info->si_status & 0xff) << 8;
    return info->si_status | (info->si_code == CLD_DUMPED ? 0x80 : 0);
}

void
leave_waitid(const struct stopped_call *stopped, struct leave_fields *fields)
{
    siginfo_t info = {0};
    uint64_t address = stopped->arguments[2];
    bool known =
        stopped->result == 0 && address != 0 &&
        memory_read(stopped->tracee->tid, address, &info, sizeof info) == 0 &&
        info.si_pid > 0;
    bool ended =
        known && (info.si_code == CLD_EXITED || info.si_code == CLD_KILLED ||
                  info.si_code == CLD_DUMPED);
    bool taken = ended && (stopped->arguments[3] & WNOWAIT) == 0;

    if (known)
        fields->child = number_of(info.si_pid);
    reaped(stopped, fields, taken ? info.si_pid : 0);
    if (ended)
        fields->wait_status = number_of(wait_status(&info));
}
