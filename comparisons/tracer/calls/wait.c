#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* wait4 and waitid: for which child, and whether that is gone with it. */
#include "calls/decode.h"

#include <signal.h>
#include <sys/wait.h>

#include "proc/fd.h"
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

static struct number
one_child(int64_t pid)
{
    return pid > 0 ? number_of(pid) : (struct number){0};
}

/* In the words of waitid: -1 is any child, 0 the caller's group, -7 group 7. */
void
enter_wait4(const struct stopped_call *stopped, struct arguments *given)
{
    int64_t target = (int)stopped->arguments[0];
    given->id_type = target > 0 ? "P_PID" : target == -1 ? "P_ALL" : "P_PGID";
    given->id = number_of(target > 0 ? target : target == -1 ? 0 : -target);
    given->child = one_child(target);
    given->options = NAMES_OF(stopped->arguments[2], wait_options);
}

void
enter_waitid(const struct stopped_call *stopped, struct arguments *given)
{
    static const char *const types[] = {"P_ALL", "P_PID", "P_PGID", "P_PIDFD"};
    uint32_t type = (uint32_t)stopped->arguments[0];
    int id = (int)stopped->arguments[1];
    if (type < sizeof types / sizeof types[0])
        given->id_type = types[type];
    given->id = number_of(id);
    if (type == P_PID)
        given->child = one_child(id);
    if (type == 3) /* P_PIDFD */
        given->child = one_child(fd_process(stopped->tracee->tid, id));
    given->options = NAMES_OF(stopped->arguments[3], waitid_options);
    stopped->tracee->waits_for = (pid_t)given->child.value;
}

void
leave_wait4(const struct stopped_call *stopped, struct results *found)
{
    int status = 0;
    pid_t child = stopped->result > 0 ? (pid_t)stopped->result : 0;
    uint64_t address = stopped->arguments[1];
    stopped->tracee->last_reaped = 0;
    if (child == 0)
        return;
    found->kind = RESULTS_WAIT;
    found->child = number_of(child);
    if (address != 0 && memory_read(stopped->tracee->tid, address, &status,
                                    sizeof status) == 0) {
        found->wait_status = number_of(status);
        found->reaped = WIFEXITED(status) || WIFSIGNALED(status);
    } else {
        /* Nobody asked for the status: the child has ended if it is traced no
         * more, for the tracer hears of every end first. */
        found->reaped = tracee_find(&stopped->session->tracees, child) == NULL;
    }
    if (found->reaped)
        stopped->tracee->last_reaped = child;
}

/* The status word that wait4 would have given. */
static int
wait_status(const siginfo_t *info)
{
    switch (info->si_code) {
    case CLD_EXITED:
        return (info->si_status & 0xff) << 8;
    case CLD_KILLED:
        return info->si_status;
    case CLD_DUMPED:
        return info->si_status | 0x80;
    case CLD_CONTINUED:
        return 0xffff;
    default: /* CLD_STOPPED, CLD_TRAPPED */
        return info->si_status << 8 | 0x7f;
    }
}

void
leave_waitid(const struct stopped_call *stopped, struct results *found)
{
    siginfo_t info = {0};
    uint64_t address = stopped->arguments[2];
    stopped->tracee->last_reaped = 0;
    if (stopped->result != 0)
        return;
    uint64_t options = stopped->arguments[3];
    if (address == 0 &&
        (options & (WEXITED | WSTOPPED | WCONTINUED | WNOHANG)) == WEXITED &&
        stopped->tracee->waits_for != 0) {
        found->kind = RESULTS_WAIT; /* nobody asked of whom: it is that one */
        found->child = number_of(stopped->tracee->waits_for);
        found->reaped = (options & WNOWAIT) == 0;
        if (found->reaped)
            stopped->tracee->last_reaped = stopped->tracee->waits_for;
        return;
    }
    if (address == 0 ||
        memory_read(stopped->tracee->tid, address, &info, sizeof info) == -1) {
        found->kind = RESULTS_WAIT; /* of whom cannot be told */
        return;
    }
    if (info.si_pid == 0)
        return; /* WNOHANG: of nobody */
    bool ended = info.si_code == CLD_EXITED || info.si_code == CLD_KILLED ||
                 info.si_code == CLD_DUMPED;
    found->kind = RESULTS_WAIT;
    found->child = number_of(info.si_pid);
    found->wait_status = number_of(wait_status(&info));
    found->reaped = ended && (stopped->arguments[3] & WNOWAIT) == 0;
    if (found->reaped)
        stopped->tracee->last_reaped = info.si_pid;
}
