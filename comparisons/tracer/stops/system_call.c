#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/system_call.h"

#include <fcntl.h>
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

/* The class of a call: fcntl's locks have another than its copies. */
static const char *
class_of(const struct call *call, const uint64_t arguments[6])
{
    if (call->number == SYS_fcntl && arguments[1] != F_SETFD &&
        arguments[1] != F_DUPFD && arguments[1] != F_DUPFD_CLOEXEC)
        return "lock";
    return call->class;
}

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

/* Find out what the first argument is; false if nothing flows through it:
 * a file that no recorded process has written. */
static bool
look_at_descriptor(struct session *session, struct tracee *tracee,
                   struct enter_fields *fields)
{
    const struct call_state *now = &tracee->current;
    bool writes = strcmp(now->class, "write") == 0;
    struct inode inode;
    int fd = (int)now->arguments[0];
    struct inode *file = remembered(tracee, fd);
    if (file != NULL && file->number != 0) {
        inode = *file;
        if (now->call->number == SYS_close)
            file->number = 0;
        if (now->call->idle && !written_has(session, inode))
            return false;
    }
    fields->fd = number_of(fd);
    fields->object = object_of(&session->scratch, tracee->tid, fd);
    const char *object = fields->object.is == GIVEN ? fields->object.bytes : "";
    if (fd_is_file(tracee->tid, fd, object, &inode)) {
        if (writes)
            written_add(session, inode);
        else if (now->call->idle && !written_has(session, inode)) {
            if (file != NULL && now->call->number != SYS_close)
                *file = inode;
            return false;
        }
    }
    tracee->stream = writes ? stream_of(session, fd, object) : 0;
    return true;
}

/* Whether the call is a close that cannot fail: the descriptor is there, no
 * other thread can take it away, and what is behind it has nothing to flush.
 * That saves its exit stop, and closes are the most frequent calls. */
static bool
surely_closes(const struct tracee *tracee, const struct enter_fields *fields)
{
    return tracee->current.call->number == SYS_close && !tracee->shares_files &&
           fields->object.is == GIVEN && fields->object.bytes[0] != '/';
}

/* A call is entered: record it, if it matters. Then `current` is that call,
 * unless it has nothing more to tell. */
static void
entered(struct session *session, struct tracee *tracee, uint64_t number,
        const uint64_t arguments[6])
{
    const struct call *call = call_find(number);
    struct call_state *now = &tracee->current;
    struct enter_fields fields = {0};
    /* A signal interrupted a sleep or a poll, and the kernel goes on with it by
     * a call of its own, which has no arguments: they are those of before. */
    bool again = call != NULL && call->number == SYS_restart_syscall;

    now->call = NULL;
    if (tracee->tid == session->root && !session->root_started) {
        if (call == NULL || call->number != SYS_execve)
            return; /* still our own code */
        new_thread_root(session, tracee);
    }
    if (call == NULL || !call_matters(call, arguments) ||
        note_taken(session, tracee, call, arguments))
        return;
    now->call = call;
    now->class = class_of(call, arguments);
    memcpy(now->arguments, arguments, sizeof now->arguments);
    if (again && tracee->interrupted.call != NULL) {
        now->class = tracee->interrupted.class;
        memcpy(now->arguments, tracee->interrupted.arguments,
               sizeof now->arguments);
    }
    if (call->descriptor && !look_at_descriptor(session, tracee, &fields)) {
        now->call = NULL;
        return;
    }
    tracee->clone_flags = 0;
    tracee->received_fds = false;

    if (call->enter != NULL) {
        const struct stopped_call stopped = {session, tracee, call,
                                             now->arguments, 0};
        call->enter(&stopped, &fields);
    }
    record_enter(&session->records, tracee->tid, tracee->pid, call->name,
                 now->class, &fields);
    if (call->enter_only)
        now->call = NULL;
    else if (surely_closes(tracee, &fields))
        system_call_left(session, tracee, 0);
}

void
system_call_inside(struct session *session, struct tracee *tracee,
                   const char *class)
{
    uint64_t number, arguments[6];
    if (!session->filtered)
        return; /* its entry has stopped */
    if (!registers_call(tracee->tid, &number, arguments))
        return;
    const struct call *call = call_find(number);
    if (call != NULL && call->event && strcmp(call->class, class) == 0)
        entered(session, tracee, number, arguments);
}

void
system_call_left(struct session *session, struct tracee *tracee, int64_t result)
{
    struct call_state *now = &tracee->current;
    const struct call *call = now->call;
    struct leave_fields fields = {0};
    if (call == NULL)
        return;
    if (call->number == SYS_restart_syscall && tracee->interrupted.call)
        call = tracee->interrupted.call;

    if (call->leave != NULL) {
        const struct stopped_call stopped = {session, tracee, call,
                                             now->arguments, result};
        call->leave(&stopped, &fields);
    }
    record_leave(&session->records, tracee->tid, tracee->pid, now->call->name,
                 now->class, result, &fields);
    if (tracee->received_fds)
        record_descriptors(
            &session->records, tracee->tid, tracee->pid,
            descriptors_of(&session->scratch, tracee->tid, true));
    tracee_keep_replaced(tracee, NULL);
    tracee->interrupted.call = NULL;
    if (result == -ERESTART_RESTARTBLOCK) {
        tracee->interrupted = *now;
        tracee->interrupted.call = call;
    }
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
