#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/new_thread.h"

#include <linux/sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>

#include "calls/table.h"
#include "session.h"
#include "stops/exit.h"

static void
record(struct session *session, struct tracee *tracee, pid_t by,
       const char *how)
{
    tracer_begin(session, "birth", tracee->tid, tracee->pid);
    if (by == 0)
        json_null(&session->json, "by");
    else
        json_number(&session->json, "by", by);
    json_name(&session->json, "how", how);
    json_end(&session->json);
    tracee->created = true;
}

/* The thread group and the parent of a thread, from /proc/TID/status. */
static void
look_up(pid_t tid, pid_t *pid, pid_t *parent)
{
    char line[128];
    snprintf(line, sizeof line, "/proc/%d/status", (int)tid);
    FILE *status = fopen(line, "re");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "Tgid:", 5) == 0)
            *pid = atoi(line + 5);
        if (strncmp(line, "PPid:", 5) == 0)
            *parent = atoi(line + 5);
    }
    if (status != NULL)
        fclose(status);
}

void
new_thread_root(struct session *session, struct tracee *root)
{
    char object[OBJECT_SIZE];
    session->root_started = true;
    json_begin(&session->json, "start", monotonic_now());
    json_number(&session->json, "pid", root->pid);
    json_end(&session->json);
    record(session, root, 0, "start");
    tracer_begin(session, "descriptors", root->tid, root->pid);
    json_descriptors(&session->json, "table", root->tid, true);
    json_end(&session->json);
    for (int i = 1; i < STREAMS; i++)
        if (fd_object(root->tid, i, object) > 0)
            session->streams[i] = strdup(object);
}

struct tracee *
new_thread_created(struct session *session, struct tracee *creator, int event,
                   pid_t tid)
{
    struct tracee *tracee = tracee_find(&session->tracees, tid);
    bool waited = tracee != NULL && tracee->awaits_creation;
    bool thread = creator->clone_flags & CLONE_THREAD;
    pid_t pid = thread ? creator->pid : tid, parent;

    bool shares = creator->clone_flags & CLONE_FILES;
    if (creator->current.call == NULL) { /* by a call that is not recorded */
        look_up(tid, &pid, &parent);
        thread = pid != tid;
        shares = true;
    }
    creator->shares_files |= shares;
    if (tracee == NULL)
        tracee = tracee_add(&session->tracees, tid, pid);
    if (tracee == NULL)
        return NULL;
    tracee->pid = pid;
    tracee->shares_files = shares;
    record(session, tracee, creator->tid,
           thread                        ? "thread"
           : event == PTRACE_EVENT_VFORK ? "vfork"
           : event == PTRACE_EVENT_FORK  ? "fork"
                                         : "clone");
    for (size_t i = 0;
         i < sizeof session->early_exits / sizeof *session->early_exits; i++)
        if (session->early_exits[i].tid == tid) {
            session->early_exits[i].tid = 0;
            exit_reported(session, tracee, session->early_exits[i].status);
            return NULL;
        }
    if (waited) {
        tracee->awaits_creation = false;
        session->awaiting_creation--;
    }
    return waited ? tracee : NULL;
}

struct tracee *
new_thread_stopped(struct session *session, pid_t tid)
{
    struct tracee *tracee = tracee_add(&session->tracees, tid, tid);
    if (tracee == NULL)
        return NULL;
    look_up(tid, &tracee->pid, &tracee->parent);
    if (tracee->pid != tid)
        tracee->parent = tracee->pid; /* some thread of its own process */
    tracee->awaits_creation = true;
    session->awaiting_creation++;
    return tracee;
}

void
new_thread_exited(struct session *session, pid_t tid, int status)
{
    size_t n = sizeof session->early_exits / sizeof *session->early_exits;
    session->early_exits[session->early_exits_next++ % n] =
        (struct early_exit){tid, status};
}

struct tracee *
new_thread_unreported(struct session *session, const struct tracee *creator)
{
    if (session->awaiting_creation == 0)
        return NULL;
    struct tracee *tracee = NULL;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL) {
        if (!tracee->awaits_creation || tracee->parent != creator->pid)
            continue;
        record(session, tracee, creator->tid,
               tracee->pid == tracee->tid ? "clone" : "thread");
        tracee->shares_files = true; /* perhaps */
        tracee->awaits_creation = false;
        session->awaiting_creation--;
        return tracee;
    }
    return NULL;
}
