#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/system_call.h"

#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "calls/table.h"
#include "proc/registers.h"
#include "session.h"
#include "stops/new_thread.h"
#include "stops/note.h"
#include "tracee_fields.h"
#include "written_files.h"

enum { ERESTART_RESTARTBLOCK = 516 };

/* Where it is remembered which file a descriptor stands for; NULL where another
 * thread may close it meanwhile, or the descriptor is too high.
 *
 * An import of Python's opens a file, reads it twice and closes it, and a start
 * of it imports a hundred. To find out what a descriptor is takes two calls in
 * /proc, longer than the read itself. So the first read remembers the inode:
 * nobody has written that file, so the read is not recorded. The second read
 * and the close find it here; the close forgets it, since the next open may get
 * the same number. Whatever else lets a descriptor stand for another file is
 * recorded anyway, and forgets all: dup2, close_range, exec. */
static struct inode *
remembered(struct tracee *tracee, int fd)
{
    return tracee->shares_files || fd < 0 || fd >= KNOWN_FILES
               ? NULL
               : &tracee->known_files[fd];
}

/* The stream of the command that a write goes to; 0: neither. Where both are
 * one object, as in a terminal, the descriptor tells. */
static int
stream_of(const struct session *session, int fd, const char *object)
{
    int found = 0;
    for (int i = 1; i < STREAMS; i++)
        if (session->streams[i] != NULL &&
            strcmp(object, session->streams[i]) == 0 && (found == 0 || fd == i))
            found = i;
    return found;
}

/* Find out what the call is about; false if nothing flows through it: a file
 * that no recorded process has written. */
static bool
look_at_descriptor(struct session *session, struct tracee *tracee,
                   struct arguments *given)
{
    const struct call *call = tracee->current.call;
    bool writes = given->class == CLASS_WRITE || given->class == CLASS_TRANSFER;
    int fd = (int)tracee->current.arguments[call->fd_argument];
    struct inode *file = remembered(tracee, fd);
    if (file != NULL && file->number != 0) {
        struct inode inode = *file;
        if (call->number == SYS_close)
            file->number = 0;
        if (call->idle && !written_has(session, inode))
            return false;
    }
    struct fd_look look = {0};
    fd_look(tracee->tid, fd, &look);
    if (look.file && writes)
        written_add(session, look.inode);
    else if (look.file && call->idle && !written_has(session, look.inode)) {
        if (file != NULL && call->number != SYS_close)
            *file = look.inode;
        return false;
    }
    char object[OBJECT_SIZE];
    size_t n = fd_name(tracee->tid, fd, &look, object);
    given->fd = number_of(fd);
    if (n > 0)
        given->object = text_copy(&session->scratch, object, n);
    tracee->stream = writes ? stream_of(session, fd, object) : 0;
    return true;
}

/* Whether the call is a close that cannot fail: the descriptor is there, no
 * other thread can take it away, and what is behind it has nothing to flush.
 * That saves its exit stop, and closes are the most frequent calls. */
static bool
surely_closes(const struct tracee *tracee, const struct arguments *given)
{
    return given->class == CLASS_CLOSE && !tracee->shares_files &&
           given->object.bytes != NULL && given->object.bytes[0] != '/';
}

/* What a thread does that enters this call. A signal interrupted a sleep or a
 * poll, and the kernel goes on with it by a call of its own, restart_syscall,
 * which has no arguments: what it does, and with which, is what it did before.
 */
static struct call_state
state_of(const struct tracee *tracee, const struct call *call,
         const uint64_t arguments[6])
{
    struct call_state state = {.call = call};
    if (call->number == SYS_restart_syscall && tracee->interrupted.call != NULL)
        state = tracee->interrupted;
    else
        memcpy(state.arguments, arguments, sizeof state.arguments);
    state.name = call->name;
    return state;
}

/* A call is entered: record it, if it matters. Then `current` is that call,
 * unless it has nothing more to tell. */
static void
entered(struct session *session, struct tracee *tracee, uint64_t number,
        const uint64_t arguments[6])
{
    const struct call *call = call_find(number);
    struct call_state *now = &tracee->current;

    now->call = NULL;
    if (tracee->tid == session->root && !session->root_started) {
        if (call == NULL || call->number != SYS_execve)
            return; /* still our own code */
        new_thread_root(session, tracee);
    }
    if (call == NULL || !call_matters(call, arguments) ||
        note_taken(session, tracee, call, arguments))
        return;
    *now = state_of(tracee, call, arguments);
    call = now->call;
    struct arguments given = {.class = call_class_of(call, now->arguments)};
    if (call->descriptor && !look_at_descriptor(session, tracee, &given)) {
        now->call = NULL;
        return;
    }
    tracee->clone_flags = 0;
    tracee->received_fds = tracee->reads_signals = false;

    if (call->enter != NULL) {
        const struct stopped_call stopped = {session, tracee, call,
                                             now->arguments, 0};
        call->enter(&stopped, &given);
    }
    record_enter(&session->records, tracee->tid, tracee->pid, now->name,
                 &given);
    if (call->enter_only || given.class == CLASS_LOCK)
        now->call = NULL;
    else if (surely_closes(tracee, &given))
        system_call_left(session, tracee, 0);
}

void
system_call_inside(struct session *session, struct tracee *tracee,
                   enum call_class class)
{
    uint64_t number, arguments[6];
    if (!session->filtered)
        return; /* its entry has stopped */
    if (!registers_call(tracee->tid, &number, arguments))
        return;
    const struct call *call = call_find(number);
    if (call != NULL && call->event && call->class == class)
        entered(session, tracee, number, arguments);
}

void
system_call_left(struct session *session, struct tracee *tracee, int64_t result)
{
    struct call_state *now = &tracee->current;
    const struct call *call = now->call;
    struct results found = {0};
    if (call == NULL)
        return;
    if (call->leave != NULL) {
        const struct stopped_call stopped = {session, tracee, call,
                                             now->arguments, result};
        call->leave(&stopped, &found);
    }
    record_leave(&session->records, tracee->tid, tracee->pid, now->name, result,
                 &found);
    if (tracee->received_fds)
        record_descriptors(
            &session->records, tracee->tid, tracee->pid,
            descriptors_of(&session->scratch, tracee->tid, true));
    tracee_keep_replaced(tracee, NULL);
    tracee->interrupted.call = NULL;
    if (result == -ERESTART_RESTARTBLOCK)
        tracee->interrupted = *now;
    now->call = NULL;
}

void
system_call_stopped(struct session *session, struct tracee *tracee)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, tracee->tid, sizeof info, &info) == -1)
        return; /* killed meanwhile: its end comes next */
    if (session->arch == 0)
        session->arch = info.arch; /* the root before its exec: our own */
    if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
        int64_t result = info.exit.rval;
        if (!info.exit.is_error && result < 0)
            result = INT64_MAX; /* an address: no call of ours returns one */
        system_call_left(session, tracee, result);
        return;
    }
    uint64_t arguments[6];
    bool seccomp = info.op == PTRACE_SYSCALL_INFO_SECCOMP;
    for (int i = 0; i < 6; i++)
        arguments[i] = seccomp ? info.seccomp.args[i] : info.entry.args[i];
    if (info.arch == session->arch && info.op != PTRACE_SYSCALL_INFO_NONE)
        entered(session, tracee, seccomp ? info.seccomp.nr : info.entry.nr,
                arguments);
}
