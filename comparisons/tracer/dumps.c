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
static const uint64_t PATIENCE = 1000000000, QUIET = 500000000;
/* ns between two looks at who tells nothing more. To wait for SIGCHLD as long
 * as that, and not to sleep, makes a dump no longer: each stop ends the wait.
 */
static const long PAUSE = 2000000;
/* ns that a thread computes without a next piece, when it has left the handler.
 */
static const uint64_t LEFT = 5000000;

/* The processes that were asked: those that have not begun, and those that
 * have. */
struct asked {
    struct session *session;
    int silent, telling;
};

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
static void
ask(struct asked *asked, struct tracee *tracee)
{
    int number = asked->session->dump_signal;
    char text[PROC_FILE_SIZE];
    uint64_t bit = (uint64_t)1 << (number - 1);
    if (proc_read(tracee->pid, "status", text, sizeof text) <= 0 ||
        !(proc_number(text, "SigCgt:", 16) & bit) ||
        (proc_number(text, "SigBlk:", 16) & bit) ||
        kill(tracee->pid, number) == -1)
        return;
    tracee->dump.asked = true;
    asked->silent++;
    kill(tracee->pid, SIGCONT);
}

/* Whether the thread that tells has left the handler: that never sleeps, and
 * does not compute for long without a next piece. */
static bool
has_left(struct dump *dump)
{
    char text[PROC_FILE_SIZE];
    if (proc_read(dump->by, "stat", text, sizeof text) <= 0 ||
        proc_state(text) == 'S' ||
        proc_read(dump->by, "schedstat", text, sizeof text) <= 0)
        return true;
    uint64_t ran = strtoull(text, NULL, 10);
    if (dump->length == dump->seen)
        return ran - dump->ran > LEFT;
    dump->seen = dump->length;
    dump->ran = ran;
    return false;
}

/* Add a piece to what a process tells. */
static void
add(struct asked *asked, struct dump *dump, pid_t tid, struct text piece)
{
    char *text = realloc(dump->text, dump->length + piece.length + 1);
    if (text == NULL)
        return;
    if (dump->text == NULL) {
        asked->silent--;
        asked->telling++;
    }
    memcpy(text + dump->length, piece.bytes, piece.length);
    dump->text = text;
    dump->length += piece.length;
    dump->by = tid;
}

/* Record what a process has told; it tells no more. */
static void
tell(struct asked *asked, struct tracee *tracee)
{
    struct dump *dump = &tracee->dump;
    if (!dump->asked)
        return;
    if (dump->text == NULL) {
        asked->silent--;
    } else {
        asked->telling--;
        record_dump(&asked->session->records, dump->by, tracee->pid,
                    text_of(dump->text, dump->length));
    }
    free(dump->text);
    *dump = (struct dump){0};
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

/* Whether a thread that has entered a call is in a dump; then that is kept. */
static bool
dump_taken(struct asked *asked, const struct tracee *tracee, bool *exits)
{
    struct session *session = asked->session;
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
    if (first != NULL && first->dump.asked)
        add(asked, &first->dump, tracee->tid, text_of(text, (size_t)n));
    return true;
}

/* A tracee has stopped. Who is about to end has to go on from that, for no
 * SIGKILL would wake it there. Returns whether it has written a piece of its
 * dump. */
static bool
stopped(struct asked *asked, struct tracee *tracee, int status)
{
    struct session *session = asked->session;
    int number = WSTOPSIG(status), event = status >> 16, deliver = 0;
    bool taken = false, exits = false;
    if (event == PTRACE_EVENT_SECCOMP || number == (SIGTRAP | 0x80)) {
        taken = dump_taken(asked, tracee, &exits);
        if (!taken && !exits) { /* beyond the handler: it stays here */
            struct tracee *first = tracee_find(&session->tracees, tracee->pid);
            if (first != NULL && first->dump.by == tracee->tid)
                tell(asked, first);
            return false;
        }
    } else if (event == 0 && number == session->dump_signal) {
        deliver = number;
    }
    ptrace(session->filtered ? PTRACE_CONT : PTRACE_SYSCALL, tracee->tid, 0,
           (long)deliver);
    return taken;
}

static bool
changed(struct asked *asked, pid_t tid, int status)
{
    struct session *session = asked->session;
    scratch_reset(&session->scratch);
    struct tracee *tracee = tracee_find(&session->tracees, tid);
    if (tid == session->watchdog) {
        session->watchdog = 0;
    } else if (WIFEXITED(status) || WIFSIGNALED(status)) {
        if (tracee == NULL) {
            new_thread_exited(session, tid, status);
        } else {
            tell(asked, tracee);
            exit_reported(session, tracee, status);
        }
    } else if (tracee == NULL) {
        new_thread_stopped(session, tid); /* it stays so */
    } else {
        return stopped(asked, tracee, status);
    }
    return false;
}

/* Take those that sleep, or compute something else, for those that have ended
 * theirs. */
static void
look(struct asked *asked)
{
    struct tracee *tracee = NULL;
    while ((tracee = tracee_next(&asked->session->tracees, tracee)) != NULL)
        if (tracee->dump.text != NULL && has_left(&tracee->dump))
            tell(asked, tracee);
}

static void
collect(struct asked *asked)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    uint64_t end = monotonic_now() + PATIENCE;
    while (asked->silent + asked->telling > 0 && monotonic_now() < end) {
        int status;
        pid_t tid = waitpid(-1, &status, __WALL | WNOHANG);
        if (tid > 0 && changed(asked, tid, status)) {
            uint64_t quiet = monotonic_now() + QUIET;
            end = asked->silent == 0 || quiet > end ? quiet : end;
        } else if (tid == -1 && errno != EINTR) {
            return;
        } else if (tid == 0 &&
                   sigtimedwait(&child, NULL, &(struct timespec){0, PAUSE}) ==
                       -1) {
            look(asked);
        }
    }
}

void
dumps_collect(struct session *session)
{
    struct asked asked = {.session = session};
    struct tracee *tracee = NULL;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        record_where(session, tracee);
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        if (session->dump_signal != 0 && tracee->pid == tracee->tid)
            ask(&asked, tracee);
    sigset_t child, former;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &former);
    collect(&asked);
    sigprocmask(SIG_SETMASK, &former, NULL);
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL)
        tell(&asked, tracee);
}
