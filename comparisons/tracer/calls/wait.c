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
#include "records/names.h"
#include "session.h"

#define NAME(name) {name, #name}

static const struct name wait_options[] = {
    NAME(WNOHANG),     NAME(WUNTRACED), NAME(WCONTINUED),
    NAME(__WNOTHREAD), NAME(__WALL),    NAME(__WCLONE),
};

static const struct name waitid_options[] = {
    NAME(WNOHANG), NAME(WSTOPPED),    NAME(WEXITED), NAME(WCONTINUED),
    NAME(WNOWAIT), NAME(__WNOTHREAD), NAME(__WALL),  NAME(__WCLONE),
};

void
enter_wait4(struct session *session, struct tracee *tracee)
{
    json_number(&session->json, "target", (int)tracee->current.arguments[0]);
    json_flags(&session->json, "options", tracee->current.arguments[2],
               wait_options, sizeof wait_options / sizeof wait_options[0]);
}

void
enter_waitid(struct session *session, struct tracee *tracee)
{
    static const char *const types[] = {"P_ALL", "P_PID", "P_PGID", "P_PIDFD"};
    if (tracee->current.arguments[0] < sizeof types / sizeof types[0])
        json_name(&session->json, "idtype",
                  types[tracee->current.arguments[0]]);
    json_number(&session->json, "id", (int)tracee->current.arguments[1]);
    json_flags(&session->json, "options", tracee->current.arguments[3],
               waitid_options,
               sizeof waitid_options / sizeof waitid_options[0]);
}

static void
reaped(struct session *session, struct tracee *tracee, pid_t pid)
{
    tracee->last_reaped = pid;
    if (pid > 0)
        json_number(&session->json, "reaped", pid);
    else
        json_null(&session->json, "reaped");
}

static void
status_of(struct session *session, int status)
{
    json_number(&session->json, "status", status);
    if (WIFEXITED(status))
        json_number(&session->json, "code", WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        json_number(&session->json, "code", -WTERMSIG(status));
}

void
leave_wait4(struct session *session, struct tracee *tracee, int64_t result)
{
    int status = 0;
    uint64_t address = tracee->current.arguments[1];
    bool known = result > 0 && address != 0 &&
                 memory_read(tracee->tid, address, &status, sizeof status) == 0;
    bool ended = WIFEXITED(status) || WIFSIGNALED(status);
    /* Nobody asked for the status: the child has ended if it is traced no
     * more, for the tracer hears of every end first. */
    if (!known && result > 0)
        ended = tracee_find(&session->tracees, (pid_t)result) == NULL;
    reaped(session, tracee, result > 0 && ended ? (pid_t)result : 0);
    if (known)
        status_of(session, status);
}

void
leave_waitid(struct session *session, struct tracee *tracee, int64_t result)
{
    siginfo_t info = {0};
    uint64_t address = tracee->current.arguments[2];
    bool known = result == 0 && address != 0 &&
                 memory_read(tracee->tid, address, &info, sizeof info) == 0 &&
                 info.si_pid > 0;
    bool exited = info.si_code == CLD_EXITED;
    bool ended =
        exited || info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED;
    bool taken = (tracee->current.arguments[3] & WNOWAIT) == 0;

    if (known)
        json_number(&session->json, "child", info.si_pid);
    reaped(session, tracee, known && ended && taken ? info.si_pid : 0);
    if (known && ended)
        status_of(session, exited
                               ? (info.si_status & 0xff) << 8
                               : info.si_status |
                                     (info.si_code == CLD_DUMPED ? 0x80 : 0));
}
