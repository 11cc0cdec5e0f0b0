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
enter_wait4(struct tracer *tracer, struct task *task)
{
    json_number(&tracer->json, "target", (int)task->now.arguments[0]);
    json_flags(&tracer->json, "options", task->now.arguments[2], wait_options,
               sizeof wait_options / sizeof wait_options[0]);
}

void
enter_waitid(struct tracer *tracer, struct task *task)
{
    static const char *const types[] = {"P_ALL", "P_PID", "P_PGID", "P_PIDFD"};
    if (task->now.arguments[0] < sizeof types / sizeof types[0])
        json_name(&tracer->json, "idtype", types[task->now.arguments[0]]);
    json_number(&tracer->json, "id", (int)task->now.arguments[1]);
    json_flags(&tracer->json, "options", task->now.arguments[3], waitid_options,
               sizeof waitid_options / sizeof waitid_options[0]);
}

static void
reaped(struct tracer *tracer, struct task *task, pid_t pid)
{
    task->reaped = pid;
    if (pid > 0)
        json_number(&tracer->json, "reaped", pid);
    else
        json_null(&tracer->json, "reaped");
}

static void
status_of(struct tracer *tracer, int status)
{
    json_number(&tracer->json, "status", status);
    if (WIFEXITED(status))
        json_number(&tracer->json, "code", WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        json_number(&tracer->json, "code", -WTERMSIG(status));
}

void
leave_wait4(struct tracer *tracer, struct task *task, int64_t result)
{
    int status = 0;
    uint64_t address = task->now.arguments[1];
    bool known = result > 0 && address != 0 &&
                 memory_read(task->tid, address, &status, sizeof status) == 0;
    bool dead = WIFEXITED(status) || WIFSIGNALED(status);
    /* Nobody asked for the status: the child is dead if it is traced no
     * more, for the tracer hears of every death first. */
    if (!known && result > 0)
        dead = task_find(&tracer->tasks, (pid_t)result) == NULL;
    reaped(tracer, task, result > 0 && dead ? (pid_t)result : 0);
    if (known)
        status_of(tracer, status);
}

void
leave_waitid(struct tracer *tracer, struct task *task, int64_t result)
{
    siginfo_t info = {0};
    uint64_t address = task->now.arguments[2];
    bool known = result == 0 && address != 0 &&
                 memory_read(task->tid, address, &info, sizeof info) == 0 &&
                 info.si_pid > 0;
    bool exited = info.si_code == CLD_EXITED;
    bool dead =
        exited || info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED;
    bool taken = (task->now.arguments[3] & WNOWAIT) == 0;

    if (known)
        json_number(&tracer->json, "child", info.si_pid);
    reaped(tracer, task, known && dead && taken ? info.si_pid : 0);
    if (known && dead)
        status_of(tracer, exited ? (info.si_status & 0xff) << 8
                                 : info.si_status |
                                       (info.si_code == CLD_DUMPED ? 0x80 : 0));
}
