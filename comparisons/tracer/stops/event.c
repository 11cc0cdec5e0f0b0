#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/event.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "calls/table.h"
#include "loop.h"
#include "records/names.h"
#include "session.h"
#include "stops/exit.h"
#include "stops/new_thread.h"
#include "stops/system_call.h"

void
event_creation(struct session *session, struct tracee *tracee, int event)
{
    unsigned long tid;
    if (ptrace(PTRACE_GETEVENTMSG, tracee->tid, 0, &tid) == -1)
        return;
    system_call_inside(session, tracee, "create");
    struct tracee *child =
        new_thread_created(session, tracee, event, (pid_t)tid);
    /* The call has done its work: save its exit stop. But vfork goes on. */
    if (event != PTRACE_EVENT_VFORK)
        system_call_left(session, tracee, (int64_t)tid);
    if (child != NULL)
        loop_resume(session, child, 0);
}

static void
arguments_of(struct session *session, pid_t tid)
{
    enum { MOST = 1 << 17 };
    static char text[MOST];
    size_t used = 0;
    snprintf(text, sizeof text, "/proc/%d/cmdline", (int)tid);
    int fd = open(text, O_RDONLY | O_CLOEXEC);
    for (ssize_t n; fd != -1 && used < MOST; used += (size_t)n)
        if ((n = read(fd, text + used, MOST - used)) <= 0)
            break;
    if (fd != -1)
        close(fd);
    json_open(&session->json, "arguments", '[');
    for (size_t i = 0; i < used;) {
        size_t n = strnlen(text + i, used - i);
        json_text(&session->json, NULL, text + i, n);
        i += n + 1;
    }
    json_close(&session->json, ']');
}

struct tracee *
event_exec(struct session *session, struct tracee *tracee)
{
    unsigned long was;
    char text[OBJECT_SIZE];
    pid_t tid = tracee->tid;
    if (ptrace(PTRACE_GETEVENTMSG, tid, 0, &was) == -1)
        was = (unsigned long)tid;
    /* A thread that was not the leader has taken the leader's place. */
    struct tracee *former = tracee_find(&session->tracees, (pid_t)was);
    if (former != NULL && former != tracee) {
        tracee_remove(&session->tracees, tracee);
        tracee_rename(&session->tracees, former, tid);
        tracee = former;
    }
    if (tid == session->root && !session->root_started) {
        session->filtered = false; /* no entry was seen: there is no filter */
        new_thread_root(session, tracee);
    }
    tracee->current.call = tracee->interrupted.call = NULL;
    tracee_forget_files(tracee);

    tracer_begin(session, "exec", tid, tracee->pid);
    if ((pid_t)was != tid)
        json_number(&session->json, "was", (int64_t)was);
    snprintf(text, sizeof text, "/proc/%d/exe", (int)tid);
    char path[OBJECT_SIZE];
    ssize_t n = readlink(text, path, sizeof path);
    json_text(&session->json, "path", path, n > 0 ? (size_t)n : 0);
    arguments_of(session, tid);
    json_end(&session->json);
    tracer_begin(session, "descriptors", tid, tracee->pid);
    json_descriptors(&session->json, "table", tid, false);
    json_end(&session->json);
    return tracee;
}

void
event_exit(struct session *session, struct tracee *tracee)
{
    unsigned long status;
    system_call_inside(session, tracee, "exit");
    if (ptrace(PTRACE_GETEVENTMSG, tracee->tid, 0, &status) == 0)
        exit_begins(session, tracee, (int)status);
    tracee->current.call = NULL;
}

/* What the process does with a signal, from the masks in its status. */
static const char *
action_of(pid_t tid, int number)
{
    char line[128];
    uint64_t bit = (uint64_t)1 << (number - 1), ignored = 0, caught = 0;
    snprintf(line, sizeof line, "/proc/%d/status", (int)tid);
    FILE *status = fopen(line, "re");
    if (status == NULL)
        return NULL;
    while (fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "SigIgn:", 7) == 0)
            ignored = strtoull(line + 7, NULL, 16);
        if (strncmp(line, "SigCgt:", 7) == 0)
            caught = strtoull(line + 7, NULL, 16);
    }
    fclose(status);
    return caught & bit ? "handle" : ignored & bit ? "ignore" : "default";
}

void
event_signal(struct session *session, struct tracee *tracee, int number)
{
    siginfo_t info = {0};
    char buffer[16];
    const char *name = signal_name(number, buffer), *action = NULL;
    if (ptrace(PTRACE_GETSIGINFO, tracee->tid, 0, &info) == -1)
        return; /* killed meanwhile */
    bool sender = info.si_code <= 0 || number == SIGCHLD;
    tracer_begin(session, "signal", tracee->tid, tracee->pid);
    json_number(&session->json, "signal", number);
    json_name(&session->json, "name", name ? name : "");
    json_number(&session->json, "from", sender ? info.si_pid : 0);
    /* SIGCHLD comes with every child: too often to look it up where a wait
     * has told already. */
    if (number != SIGCHLD || info.si_pid != tracee->last_reaped)
        action = action_of(tracee->tid, number);
    if (action != NULL)
        json_name(&session->json, "action", action);
    json_end(&session->json);
}
