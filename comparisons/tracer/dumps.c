#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "dumps.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "calls/table.h"
#include "proc/fd.h"
#include "proc/memory.h"
#include "proc/status.h"
#include "records/monotonic.h"
#include "session.h"
#include "stops/exit.h"
#include "stops/new_thread.h"
#include "stops/wait.h"

/* ns: until every process has begun its dump, and then from one piece to the
 * next. A machine under load may not let them run for so long. */
static const uint64_t PATIENCE = 1000000000, QUIET = 200000000;

/* The state of a thread, the call that it is in, and what it has computed. */
static void
record_where(struct session *session, struct tracee *tracee)
{
    wait_over(session, tracee);
    char text[PROC_FILE_SIZE];
    const char *state, *name = NULL;
    struct number cpu = {0};
    if (proc_read(tracee->tid, "status", text, sizeof text) <= 0 ||
        (state = strstr(text, "State:\t")) == NULL)
        return;
    char letter[2] = {state[sizeof "State:\t" - 1], '\0'};
    if (proc_read(tracee->tid, "syscall", text, sizeof text) > 0 &&
        text[0] >= '0' && text[0] <= '9') {
        const struct call *call = call_find(strtoull(text, NULL, 10));
        name = call != NULL ? call->name : NULL;
    }
    if (proc_read(tracee->tid, "schedstat", text, sizeof text) > 0)
        cpu = number_of((int64_t)strtoull(text, NULL, 10));
    record_standing(&session->records, tracee->tid, tracee->pid, letter, name,
                    cpu);
}

/* Ask a process for its dump, if its handler is there and not blocked. A
 * stopped one takes the signal before anything of its own. */
static bool
ask(pid_t pid, int number)
{
    char text[PROC_FILE_SIZE];
    uint64_t bit = (uint64_t)1 << (number - 1);
    if (proc_read(pid, "status", text, sizeof text) <= 0 ||
        !(proc_number(text, "SigCgt:", 16) & bit) ||
        (proc_number(text, "SigBlk:", 16) & bit) || kill(pid, number) == -1)
        return false;
    kill(pid, SIGCONT);
    return true;
}

/* Whether a call is one by which a dump learns the name of a thread, as it does
 * from Python 3.14 on: pthread_getname_np() opens, reads and closes a file. */
static bool
names_thread(const struct tracee *tracee, uint64_t number, int fd)
{
    static const char end[] = "/comm";
    char path[OBJECT_SIZE];
    if (number != SYS_read && number != SYS_close)
        return false;
    size_t n = fd_object(tracee->tid, fd, path);
    return n >= sizeof end && strncmp(path, "/proc/", 6) == 0 &&
           strcmp(path + n - (sizeof end - 1), end) == 0;
}

/* Whether a thread that has entered a call is in a dump; then that is recorded.
 */
static bool
dump_taken(struct session *session, const struct tracee *tracee, bool *exits)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->tid, sizeof info, &info) == -1)
        return false;
    *exits = info.op == PTRACE_SYSCALL_INFO_EXIT;
    bool seccomp = info.op == PTRACE_SYSCALL_INFO_SECCOMP;
    if (*exits || info.op == PTRACE_SYSCALL_INFO_NONE)
        return false;
    const uint64_t *given = seccomp ? info.seccomp.args : info.entry.args;
    uint64_t number = seccomp ? info.seccomp.nr : info.entry.nr;
    uint64_t n = given[2] < PROC_FILE_SIZE ? given[2] : PROC_FILE_SIZE;
    if (names_thread(tracee, number, (int)given[0]))
        return true;
    if (number != SYS_write || given[0] != DUMP_FD)
        return false;
    char *text = scratch_take(&session->scratch, (size_t)n + 1);
    if (text == NULL ||
        memory_read(tracee->tid, given[1], text, (size_t)n) == -1)
        return true;
    struct tracee *first = tracee_find(&session->tracees, tracee->pid);
    if (first != NULL)
        first->dumps = true;
    record_dump(&session->records, tracee->tid, tracee->pid,
                text_of(text, (size_t)n));
    return true;
}

/* A tracee has stopped. Who is about to end has to go on from that, for no
 * SIGKILL would wake it there. Returns whether it has written a piece of its
 * dump. */
static bool
stopped(struct session *session, struct tracee *tracee, int status)
{
    int number = WSTOPSIG(status), event = status >> 16, deliver = 0;
    bool taken = false, exits = false;
    if (event == PTRACE_EVENT_SECCOMP || number == (SIGTRAP | 0x80)) {
        taken = dump_taken(session, tracee, &exits);
        if (!taken && !exits)
            return false; /* beyond the handler: it stays here */
    } else if (event == 0 && number == session->dump_signal) {
        deliver = number;
    }
    ptrace(session->filtered ? PTRACE_CONT : PTRACE_SYSCALL, tracee->tid, 0,
           (long)deliver);
    return taken;
}

static bool
changed(struct session *session, pid_t tid, int status)
{
    scratch_reset(&session->scratch);
    struct tracee *tracee = tracee_find(&session->tracees, tid);
    if (tid == session->watchdog) {
        session->watchdog = 0;
    } else if (WIFEXITED(status) || WIFSIGNALED(status)) {
        if (tracee == NULL)
            new_thread_exited(session, tid, status);
        else
            exit_reported(session, tracee, status);
    } else if (tracee == NULL) {
        new_thread_stopped(session, tid); /* it stays so */
    } else {
        return stopped(session, tracee, status);
    }
    return false;
}

/* Until when to go on after a piece of a dump. */
static uint64_t
later(struct session *session, int asked, uint64_t end)
{
    uint64_t quiet = monotonic_now() + QUIET;
    struct tracee *tracee = NULL;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        asked -= tracee->dumps;
    return asked <= 0 || quiet > end ? quiet : end;
}

void
dumps_collect(struct session *session)
{
    int asked = 0;
    struct tracee *tracee = NULL;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        record_where(session, tracee);
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        if (session->dump_signal != 0 && tracee->pid == tracee->tid)
            asked += ask(tracee->pid, session->dump_signal);
    uint64_t end = monotonic_now() + PATIENCE;
    while (asked > 0 && session->tracees.alive > 0 && monotonic_now() < end) {
        int status;
        pid_t tid = waitpid(-1, &status, __WALL | WNOHANG);
        if (tid > 0 && changed(session, tid, status))
            end = later(session, asked, end);
        else if (tid == 0)
            nanosleep(&(struct timespec){0, 200000}, NULL);
        else if (tid == -1 && errno != EINTR)
            return;
    }
}
