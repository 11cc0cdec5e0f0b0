#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/new_thread.h"

#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>

#include "calls/call.h"
#include "epoll_sets.h"
#include "handlers.h"
#include "hold.h"
#include "one_cpu.h"
#include "proc/status.h"
#include "session.h"
#include "stops/exit.h"
#include "stops/untraced.h"
#include "tracee_fields.h"

static void
record(struct session *session, struct tracee *tracee, pid_t by,
       const char *how)
{
    record_creation(&session->records, tracee->tid, tracee->pid, by, how);
    tracee->created = true;
    if (session->holds != NULL)
        hold_name(session, tracee, by);
}

/* The thread group and the parent of a thread, if it still exists. */
static void
look_up(pid_t tid, pid_t *pid, pid_t *parent)
{
    char text[PROC_FILE_SIZE];
    if (proc_read(tid, "status", text, sizeof text) <= 0)
        return;
    *pid = (pid_t)proc_number(text, "Tgid:", 10);
    *parent = (pid_t)proc_number(text, "PPid:", 10);
}

void
new_thread_root(struct session *session, struct tracee *root)
{
    char object[OBJECT_SIZE];
    session->root_started = true;
    record_start(&session->records, root->pid);
    handlers_executed(root);
    record(session, root, 0, "start");
    const struct descriptor *all =
        descriptors_of(&session->scratch, root->tid, true);
    record_descriptors(&session->records, root->tid, root->pid, all, false);
    nonblocking_found(&session->nonblocking, all);
    for (int i = 1; i < STREAMS; i++)
        if (fd_object(root->tid, i, object) > 0)
            session->streams[i] = strdup(object);
}

/* Let a tracee that was kept stopped go on. */
static void
release(struct session *session, struct tracee *tracee)
{
    tracee->awaits_creation = false;
    session->awaiting_creation--;
}

/* Take the early exit of this thread; NULL: there was none. */
static struct early_exit *
early_exit_of(struct session *session, pid_t tid)
{
    size_t n = sizeof session->early_exits / sizeof *session->early_exits;
    for (size_t i = 0; i < n; i++)
        if (session->early_exits[i].tid == tid) {
            session->early_exits[i].tid = 0;
            return &session->early_exits[i];
        }
    return NULL;
}

struct tracee *
new_thread_created(struct session *session, struct tracee *creator, int event,
                   pid_t tid)
{
    struct tracee *tracee = tracee_find(&session->tracees, tid);
    bool thread = creator->clone_flags & CLONE_THREAD;
    bool shares = creator->clone_flags & CLONE_FILES;
    bool shares_handlers = creator->clone_flags & CLONE_SIGHAND;
    pid_t pid = thread ? creator->pid : tid, parent;

    if (creator->current.call == NULL ||
        creator->current.call->class != CLASS_CREATE) { /* by none we know */
        look_up(tid, &pid, &parent);
        thread = pid != tid;
        shares = shares_handlers = true; /* perhaps */
    }
    creator->shares_files |= shares;
    if (tracee == NULL)
        tracee = tracee_add(&session->tracees, tid, pid);
    if (tracee == NULL)
        return NULL;
    tracee->pid = pid;
    if (!thread)
        tracee_copy_files(creator, tracee);
    one_cpu_created(creator, tid);
    tracee->shares_files = shares;
    if (!thread) {
        handlers_created(session, creator, tracee, shares_handlers);
        epoll_sets_inherit(session, creator, tracee);
    }
    if (!thread && creator->clone_signal == SIGCHLD &&
        !(creator->clone_flags & CLONE_PARENT))
        tracee->waiter = creator->tid;
    tracee->hidden_argument = creator->hidden_argument;
    record(session, tracee, creator->tid,
           thread                        ? "thread"
           : event == PTRACE_EVENT_VFORK ? "vfork"
           : event == PTRACE_EVENT_FORK  ? "fork"
                                         : "clone");
    const struct early_exit *early = early_exit_of(session, tid);
    if (early != NULL) {
        exit_reported(session, tracee, early->wait_status);
        return NULL;
    }
    if (!tracee->awaits_creation)
        return NULL;
    untraced_show(tracee); /* it has stopped already */
    release(session, tracee);
    return tracee;
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
new_thread_exited(struct session *session, pid_t tid, int wait_status)
{
    size_t n = sizeof session->early_exits / sizeof *session->early_exits;
    struct tracee *tracee = tracee_find(&session->tracees, tid);
    session->early_exits[session->early_exits_next++ % n] =
        (struct early_exit){tid, wait_status};
    if (tracee == NULL)
        return;
    if (tracee->awaits_creation)
        release(session, tracee);
    tracee_remove(&session->tracees, tracee);
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
        bool thread = tracee->pid != tracee->tid;
        record(session, tracee, creator->tid, thread ? "thread" : "clone");
        tracee->shares_files = true; /* perhaps */
        if (!thread) {
            handlers_created(session, creator, tracee, true);
            epoll_sets_inherit(session, creator, tracee);
        }
        release(session, tracee);
        return tracee;
    }
    return NULL;
}
