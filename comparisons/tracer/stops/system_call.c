#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/system_call.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "calls/decode.h"
#include "calls/table.h"
#include "epoll_sets.h"
#include "handlers.h"
#include "hold.h"
#include "nonblocking.h"
#include "proc/memory.h"
#include "proc/proc_file.h"
#include "proc/registers.h"
#include "records/monotonic.h"
#include "session.h"
#include "stops/new_thread.h"
#include "stops/note.h"
#include "stops/own_pid.h"
#include "stops/stream.h"
#include "stops/untraced.h"
#include "stops/wait.h"
#include "tracee_fields.h"
#include "written_files.h"

enum { ERESTART_RESTARTBLOCK = 516 };

#define DESCRIPTOR_STATE "descriptor_state" /* its reason for `may` */

/* Find out what the call is about; false if nothing flows through it: a file
 * that no recorded process has written. */
static bool
look_at_descriptor(struct session *session, struct tracee *tracee,
                   struct arguments *given)
{
    const struct call *call = tracee->current.call;
    bool writes = given->class == CLASS_WRITE || given->class == CLASS_TRANSFER;
    int fd = (int)tracee->current.arguments[call->fd_argument];
    /* With look-ups it is known who has read a file before it was written. */
    bool idle = call->idle &&
                !(session->options->lookups && given->class == CLASS_READ);
    struct known_file *known = tracee_known_file(tracee, fd);
    bool closes = call->number == SYS_close;
    if (closes)
        tracee->own_files |= tracee_bit(tracee, fd);
    if (known != NULL && known->inode.number != 0 &&
        known->kernel_name == NULL) {
        struct inode inode = known->inode;
        if (closes)
            known->inode.number = 0;
        if (idle && !written_has(&session->written, inode))
            return false;
    }
    struct fd_look look = {0};
    char object[OBJECT_SIZE];
    tracee_look(tracee, fd, &look);
    if (closes && known != NULL) /* the next open may get the same number */
        *known = (struct known_file){0};
    tracee->shares_offset = false;
    if (look.file && given->class == CLASS_READ) {
        tracee->shares_offset = tracee_shares_number(session, tracee, fd);
        if (proc_is(&look.inode) && fd_object(tracee->tid, fd, object) > 0)
            places_add_proc(&tracee->seen, object, tracee->pid);
    }
    bool tells = tracee->seen.proc || tracee->seen.own_stat;
    /* The others may be gone when the next of them reads on. */
    if (look.file && (writes || tracee->shares_offset))
        written_add(&session->written, look.inode);
    else if (look.file && idle && !written_has(&session->written, look.inode) &&
             !tells) {
        if (known != NULL && !closes)
            *known = (struct known_file){.inode = look.inode};
        return false;
    }
    if (look.file && !tells)
        places_add(&tracee->seen, look.inode);
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

/* Look where the paths of the call lead: before it does anything, and again
 * when it is done, for both ends may have been changed meanwhile. */
static void
follow_paths(struct tracee *tracee, struct places *last)
{
    const struct call *call = tracee->current.call;
    const uint64_t *arguments = tracee->current.arguments;
    const unsigned char which[] = {call->path_argument, call->second_path};
    char path[OBJECT_SIZE];
    if (call->number == SYS_getcwd)
        path_of_cwd(tracee->tid, &tracee->seen);
    for (unsigned i = 0; i < call->paths; i++) {
        int folder = call->at ? (int)arguments[which[i] - 1] : AT_FDCWD;
        if (memory_string(tracee->tid, arguments[which[i]], path,
                          sizeof path) == -1)
            path[0] = '\0'; /* NULL: the folder itself */
        path_walk(tracee->tid, folder, path, &tracee->seen, last);
    }
}

/* What the call is about to change, in *last, or what it maps or locks. */
static void
find_changed(struct session *session, struct tracee *tracee,
             struct arguments *given, struct places *last)
{
    struct fd_look source = {0};
    if (session->options->lookups) {
        follow_paths(tracee, last);
        if (tracee->current.call->number == SYS_bind &&
            given->address.bytes != NULL && given->address.bytes[0] != '@')
            path_walk(tracee->tid, AT_FDCWD, given->address.bytes,
                      &tracee->seen, last);
    }
    switch (given->class) {
    case CLASS_WRITE:
    case CLASS_TRANSFER:
    case CLASS_MEMORY:
    case CLASS_LOCK:
        given->changed = &tracee->seen;
        *last = tracee->seen;
        break;
    case CLASS_CHANGE:
        given->changed = given->fd.known ? &tracee->seen : last;
        break;
    case CLASS_OPEN:
    case CLASS_ADDRESS:
        given->changed = last;
        break;
    case CLASS_READ:
        if (!tracee->shares_offset)
            break;
        given->changed = &tracee->seen; /* it moves that */
        break;
    default:
        break;
    }
    if (given->class == CLASS_TRANSFER && given->source.bytes != NULL) {
        given->changed = last;
        if (fd_look(tracee->tid, (int)given->source_fd.value, &source) &&
            source.file)
            places_add(&tracee->seen, source.inode);
    }
    if (!session->options->lookups)
        return;
    given->looked = &tracee->seen;
    bool changes = given->changed != NULL && given->class != CLASS_LOCK &&
                   (given->class != CLASS_MEMORY || given->writes);
    if (changes)
        changed_add(&session->changed, given->changed);
}

/* A look-up begins; one of no file or folder is not recorded. */
static bool
looks_up(struct session *session, struct tracee *tracee)
{
    const struct call_state *now = &tracee->current;
    struct arguments given = {.class = CLASS_LOOKUP, .looked = &tracee->seen};
    const struct stopped_call stopped = {session, tracee, now->call,
                                         now->arguments, 0};
    if (tracee->seen.n == 0 && !tracee->seen.proc && !tracee->seen.own_stat)
        return false;
    if (now->call->descriptor) {
        int fd = (int)now->arguments[now->call->fd_argument];
        given.fd = number_of(fd);
        given.object = object_of(&session->scratch, tracee, fd);
    }
    enter_path(&stopped, &given);
    record_enter(&session->records, tracee->tid, tracee->pid, now->name,
                 &given);
    return true;
}

/* Whether a call is about to open a FIFO: who does that for reading alone looks
 * at a path, and waits for somebody as well. */
static bool
opens_fifo(struct session *session, struct tracee *tracee)
{
    const struct call *call = tracee->current.call;
    struct arguments given = {.class = call->class};
    const struct stopped_call stopped = {session, tracee, call,
                                         tracee->current.arguments, 0};
    if (call->class != CLASS_OPEN)
        return false;
    call->enter(&stopped, &given);
    return given.fifo.bytes != NULL;
}

/* Forget who alone has a descriptor where another process may have it when the
 * call is done: it sends some, or takes one of we do not know whom, or puts one
 * into another's table. A ring opens, closes, sends and takes them unseen, from
 * now on: as if another thread did. */
static void
forget_own_files(struct session *session, struct tracee *tracee,
                 const struct call *call, const uint64_t arguments[6])
{
    struct tracee *each = NULL;
    if (call->number == SYS_sendmsg || call->number == SYS_sendmmsg)
        tracee->own_files = 0;
    if (call->number == SYS_io_uring_setup ||
        call->number == SYS_io_uring_enter)
        tracee->shares_files = true;
    if (call->number != SYS_pidfd_getfd &&
        !(call->number == SYS_ioctl &&
          (uint32_t)arguments[1] == SECCOMP_IOCTL_NOTIF_ADDFD))
        return;
    while ((each = tracee_next(&session->tracees, each)) != NULL)
        tracee_forget_files(each);
}

/* A duplicate is its owner's alone if the original is. */
static void
duplicate_own_file(struct tracee *tracee, int original, int duplicate)
{
    if ((tracee->own_files & tracee_bit(tracee, original)) != 0)
        tracee->own_files |= tracee_bit(tracee, duplicate);
    else
        tracee->own_files &= ~tracee_bit(tracee, duplicate);
}

/* Whether a call is about the state of an open file that nobody else has. A
 * linker moves the offsets of the files that it reads a thousand times. */
static bool
is_own_state(const struct session *session, const struct tracee *tracee,
             const struct call *call, const uint64_t arguments[6])
{
    return call->class == CLASS_MAY && call->descriptor && call->why != NULL &&
           strcmp(call->why, DESCRIPTOR_STATE) == 0 &&
           tracee_alone_has(session, tracee, (int)arguments[call->fd_argument]);
}

/* A call is entered: record it, if it matters. Then `current` is that call,
 * unless it has nothing more to tell. */
static void
entered(struct session *session, struct tracee *tracee, const struct call *call,
        uint64_t number, const uint64_t arguments[6])
{
    struct call_state *now = &tracee->current;

    now->call = NULL;
    if (tracee->tid == session->root && !session->root_started) {
        if (call->number != SYS_execve)
            return; /* still our own code */
        new_thread_root(session, tracee);
    }
    nonblocking_entered(&session->nonblocking, tracee->tid, call, arguments);
    tracee->asks_cpus = call->always_stops;
    handlers_entered(session, tracee, call, arguments);
    forget_own_files(session, tracee, call, arguments);
    epoll_sets_entered(session, tracee, call, arguments);
    bool looks = call_looks(call, arguments);
    bool own = call->of_process && (pid_t)arguments[0] == tracee->tid;
    bool waits = session->options->waits && call_waits(call, arguments);
    bool inert = !waits && call_is_inert(call, arguments);
    if (own || (looks ? !session->options->lookups : inert) ||
        is_own_state(session, tracee, call, arguments) ||
        note_taken(session, tracee, call, arguments))
        return;
    *now = state_of(tracee, call, arguments);
    call = now->call;
    now->number = number;
    waits = session->options->waits && call_waits(call, now->arguments);
    tracee->waits_since = waits ? monotonic_now() : 0;
    if (waits && call_is_inert(call, now->arguments))
        return; /* private: nothing but its length is told */
    now->looks = looks && call->class != CLASS_MEMORY;
    tracee->seen.n = 0;
    tracee->seen.proc = tracee->seen.own_stat = false;
    struct places last = {0};
    struct arguments given = {
        .class = call_class_of(call, now->arguments),
        .reason = call->why,
    };
    if (call->descriptor && !look_at_descriptor(session, tracee, &given)) {
        now->call = NULL;
        return;
    }
    if (now->looks && opens_fifo(session, tracee))
        now->looks = looks = false;
    if (now->looks) {
        follow_paths(tracee, &last);
        if (!looks_up(session, tracee))
            now->call = NULL;
        return;
    }
    if ((given.class == CLASS_READ || given.class == CLASS_ACCEPT) &&
        nonblocking_may(&session->nonblocking, given.object))
        given.nonblocking = fd_nonblocking(tracee->tid, (int)given.fd.value);
    tracee->clone_flags = 0;
    tracee->received_fds = tracee->reads_signals = false;

    if (call->enter != NULL) {
        const struct stopped_call stopped = {session, tracee, call,
                                             now->arguments, 0};
        call->enter(&stopped, &given);
    }
    if (given.class == CLASS_MAY && given.fd.known &&
        strcmp(given.reason, DESCRIPTOR_STATE) == 0 &&
        !tracee_shares(session, tracee, (int)given.fd.value, given.object)) {
        now->call = NULL;
        return;
    }
    if (given.class == CLASS_OPTION)
        given.shared =
            tracee_shares(session, tracee, (int)given.fd.value, given.object);
    find_changed(session, tracee, &given, &last);
    if (looks && tracee->seen.n == 0) { /* memory of its own */
        now->call = NULL;
        return;
    }
    record_enter(&session->records, tracee->tid, tracee->pid, now->name,
                 &given);
    hold_entered(session, tracee, &given);
    if (now->number == SYS_clone && (tracee->clone_flags & CLONE_UNTRACED))
        untraced_hide(tracee, now->arguments[0]);
    if ((call->enter_only || given.class == CLASS_LOCK) && !waits) {
        tracee->polled &= given.class == CLASS_WAIT ||
                          given.class == CLASS_PIPE ||
                          given.class == CLASS_WRITE;
        now->call = NULL;
    } else if (surely_closes(tracee, &given))
        system_call_left(session, tracee, 0);
}

void
system_call_inside(struct session *session, struct tracee *tracee,
                   enum call_class class)
{
    uint64_t number, arguments[6];
    const struct call *now = tracee->current.call;
    if (!session->filtered ||
        (now != NULL && now->event && now->class == class))
        return; /* its entry has stopped */
    if (!registers_call(tracee->tid, &number, arguments))
        return;
    const struct call *call = call_find(number);
    if (call->event && call->class == class)
        entered(session, tracee, call, number, arguments);
}

/* Have the descriptors recorded that a call has brought from others; all there
 * are, if it is not known which. */
static void
received(struct session *session, struct tracee *tracee,
         const struct fds *brought)
{
    struct scratch *scratch = &session->scratch;
    const struct descriptor *found =
        brought->known ? descriptors_among(scratch, tracee->tid, brought)
                       : descriptors_of(scratch, tracee->tid, true);
    nonblocking_found(&session->nonblocking, found);
    tracee->own_files = 0;
    record_descriptors(&session->records, tracee->tid, tracee->pid, found,
                       brought->known);
}

void
system_call_left(struct session *session, struct tracee *tracee, int64_t result)
{
    struct call_state *now = &tracee->current;
    const struct call *call = now->call;
    struct results found = {0};
    if (call == NULL)
        return;
    if (tracee->waits_since != 0) {
        tracee->interrupted.call = NULL;
        if (result == -ERESTART_RESTARTBLOCK)
            tracee->interrupted = *now;
        wait_over(session, tracee);
        return;
    }
    bool lookups = session->options->lookups;
    if (lookups) {
        struct places last = {0};
        follow_paths(tracee, &last);
    }
    if (call->leave != NULL && !now->looks) {
        const struct stopped_call stopped = {session, tracee, call,
                                             now->arguments, result};
        call->leave(&stopped, &found);
    }
    untraced_show(tracee);
    if (now->number == SYS_ptrace && result == -EPERM)
        session->own_tracer = true;
    if (lookups)
        changed_only(&session->changed, &tracee->seen);
    if (now->looks || call->paths > 0 || call->class == CLASS_READ ||
        call->class == CLASS_CHANGE || call->class == CLASS_TRANSFER)
        found.seen = &tracee->seen;
    record_leave(&session->records, tracee->tid, tracee->pid, now->name, result,
                 &found);
    hold_left(session, tracee, call_class_of(call, now->arguments), result);
    if (call->class == CLASS_ACCEPT || call->class == CLASS_SOCKET)
        tracee->own_files |= result < 64 ? tracee_bit(tracee, (int)result) : 0;
    if (call_class_of(call, now->arguments) == CLASS_DUPLICATE && result >= 0)
        duplicate_own_file(tracee, (int)now->arguments[0], (int)result);
    if (tracee->received_fds || found.brought.known)
        received(session, tracee, &found.brought);
    tracee->polled |= own_pid_matters(now, result);
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
    uint64_t number = seccomp ? info.seccomp.nr : info.entry.nr;
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
        own_pid_asked(session, tracee, number);
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY && session->filtered)
        return; /* of what matters the filter tells next */
    if (info.op != PTRACE_SYSCALL_INFO_NONE)
        entered(session, tracee,
                info.arch == session->arch ? call_find(number) : call_foreign(),
                number, arguments);
}
