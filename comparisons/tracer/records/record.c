#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "records/record.h"

#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#include "proc/path.h"
#include "records/monotonic.h"

void
records_open(struct records *records, int fd)
{
    json_init(&records->json, fd);
}

void
records_flush(struct records *records)
{
    json_flush(&records->json);
}

int
records_error(const struct records *records)
{
    return records->json.error;
}

/* Begin a record. Returns where its fields go. */
static struct json *
begin(struct records *records, const char *event)
{
    json_begin(&records->json, event, monotonic_now());
    return &records->json;
}

/* Begin a record about a thread. */
static struct json *
begin_of(struct records *records, const char *event, pid_t tid, pid_t pid)
{
    struct json *json = begin(records, event);
    json_number(json, "tid", tid);
    json_number(json, "pid", pid);
    return json;
}

/* As Python's waitstatus_to_exitcode() has it: -N after signal N. */
static int
exit_code(int wait_status)
{
    return WIFSIGNALED(wait_status) ? -WTERMSIG(wait_status)
                                    : WEXITSTATUS(wait_status);
}

void
record_recording(struct records *records, const char *const *command,
                 bool lookups, bool waits, struct room room)
{
    struct utsname system;
    char kernel[sizeof system.sysname + sizeof system.release];
    uname(&system);
    snprintf(kernel, sizeof kernel, "%s %s", system.sysname, system.release);
    struct json *json = begin(records, "recording");
    json_name(json, "schema", "joinscope/recording/2");
    json_name(json, "evidence", "syscalls");
    json_open(json, "command", '[');
    for (const char *const *word = command; *word != NULL; word++)
        json_text(json, NULL, *word, strlen(*word));
    json_close(json, ']');
    json_text(json, "kernel", kernel, strlen(kernel));
    json_text(json, "machine", system.machine, strlen(system.machine));
    if (lookups)
        json_bool(json, "lookups", true);
    if (waits)
        json_bool(json, "waits", true);
    if (room.pipe > 0)
        json_number(json, "pipe_room", room.pipe);
    if (room.socket > 0)
        json_number(json, "socket_room", room.socket);
    json_end(json);
}

void
record_start(struct records *records, pid_t pid)
{
    struct json *json = begin(records, "start");
    json_number(json, "pid", pid);
    json_end(json);
}

void
record_creation(struct records *records, pid_t tid, pid_t pid, pid_t by,
                const char *how)
{
    struct json *json = begin_of(records, "creation", tid, pid);
    if (by == 0)
        json_null(json, "by");
    else
        json_number(json, "by", by);
    json_name(json, "how", how);
    json_end(json);
}

/* Files and folders by device and inode: a name leads to one only for a while.
 */
static void
put_places(struct json *json, const char *key, const struct places *places)
{
    char name[64];
    if (places == NULL ||
        (places->n == 0 && !places->proc && !places->own_stat))
        return;
    json_open(json, key, '[');
    for (unsigned i = 0; i < places->n; i++) {
        const struct inode *inode = &places->list[i];
        snprintf(name, sizeof name, "%u:%u:%llu", major(inode->device),
                 minor(inode->device), (unsigned long long)inode->number);
        json_name(json, NULL, name);
    }
    if (places->proc)
        json_name(json, NULL, "proc");
    if (places->own_stat)
        json_name(json, NULL, "own_stat");
    json_close(json, ']');
}

void
record_exec(struct records *records, pid_t tid, pid_t pid, pid_t former,
            struct text path, struct text arguments, struct text script,
            const struct places *seen)
{
    struct json *json = begin_of(records, "exec", tid, pid);
    if (former != tid)
        json_number(json, "was", former);
    json_text(json, "path", path.bytes, path.length);
    json_open(json, "arguments", '[');
    for (size_t i = 0; i < arguments.length;) {
        size_t n = strnlen(arguments.bytes + i, arguments.length - i);
        json_text(json, NULL, arguments.bytes + i, n);
        i += n + 1;
    }
    json_close(json, ']');
    if (script.bytes != NULL)
        put_text(json, "script", script);
    put_places(json, "files", seen);
    json_end(json);
}

void
record_descriptors(struct records *records, pid_t tid, pid_t pid,
                   const struct descriptor *table, bool received)
{
    struct json *json = begin_of(records, "descriptors", tid, pid);
    if (received)
        json_bool(json, "received", true);
    json_open(json, "table", '{');
    for (; table != NULL; table = table->next) {
        char key[16];
        snprintf(key, sizeof key, "%d", table->fd);
        json_open(json, key, '{');
        put_text(json, "object", table->object);
        json_name(json, "mode", table->mode);
        json_bool(json, "cloexec", table->cloexec);
        json_close(json, '}');
    }
    json_close(json, '}');
    json_end(json);
}

const char *
class_name(enum call_class class)
{
    static const char *const names[] = {
        [CLASS_CREATE] = "create",
        [CLASS_EXEC] = "exec",
        [CLASS_EXIT] = "exit",
        [CLASS_WAIT] = "wait",
        [CLASS_POLL] = "poll",
        [CLASS_READ] = "read",
        [CLASS_WRITE] = "write",
        [CLASS_TRANSFER] = "transfer",
        [CLASS_CLOSE] = "close",
        [CLASS_CLOSE_RANGE] = "close_range",
        [CLASS_DUPLICATE] = "duplicate",
        [CLASS_DESCRIPTOR_FLAGS] = "descriptor_flags",
        [CLASS_PIPE] = "pipe",
        [CLASS_SOCKETPAIR] = "socketpair",
        [CLASS_COUNTER] = "counter",
        [CLASS_OPEN] = "open",
        [CLASS_SOCKET] = "socket",
        [CLASS_ADDRESS] = "address",
        [CLASS_ACCEPT] = "accept",
        [CLASS_SHUTDOWN] = "shutdown",
        [CLASS_OPTION] = "option",
        [CLASS_KILL] = "kill",
        [CLASS_PIDFD] = "pidfd",
        [CLASS_SLEEP] = "sleep",
        [CLASS_TIMER] = "timer",
        [CLASS_FUTEX] = "futex",
        [CLASS_MEMORY] = "memory",
        [CLASS_LOCK] = "lock",
        [CLASS_RESTART] = "restart",
        [CLASS_SIGNAL_WAIT] = "signal_wait",
        [CLASS_PENDING] = "pending",
        [CLASS_SIGNAL_RETURN] = "signal_return",
        [CLASS_CHANGE] = "change",
        [CLASS_LOOKUP] = "lookup",
        [CLASS_KEY] = "key",
        [CLASS_SEND] = "send",
        [CLASS_RECEIVE] = "receive",
        [CLASS_NOTIFY] = "notify",
        [CLASS_SEMAPHORE] = "semaphore",
        [CLASS_CONTROL] = "control",
        [CLASS_MAY] = "may",
    };
    return names[class];
}

static void
put_descriptor(struct json *json, const struct arguments *given)
{
    put_number(json, "fd", given->fd);
    put_text(json, "object", given->object);
}

static void
put_fifo(struct json *json, const struct arguments *given)
{
    if (given->fifo.bytes == NULL)
        return;
    json_open(json, "fifo", '{');
    put_text(json, "object", given->fifo);
    json_name(json, "mode", given->mode);
    json_bool(json, "nonblocking", given->nonblocking);
    json_close(json, '}');
}

/* A queue of messages: of System V without a descriptor. */
static void
put_queue(struct json *json, const struct arguments *given)
{
    put_text(json, "object", given->object);
    if (given->fd.known)
        put_number(json, "fd", given->fd);
}

static void
put_operations(struct json *json, const struct arguments *given)
{
    static const struct name flags[] = {NAME(IPC_NOWAIT), NAME(SEM_UNDO)};
    if (given->operations == NULL) {
        json_null(json, "operations");
        return;
    }
    json_open(json, "operations", '[');
    for (unsigned i = 0; i < given->operation_count; i++) {
        const struct sembuf *one = &given->operations[i];
        json_open(json, NULL, '{');
        json_number(json, "member", one->sem_num);
        json_number(json, "change", one->sem_op);
        put_names(json, "flags", NAMES_OF((uint16_t)one->sem_flg, flags));
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* Write the fields that the calls of this class have. */
static void
put_arguments(struct json *json, const struct arguments *given)
{
    switch (given->class) {
    case CLASS_CREATE:
        put_names(json, "flags", given->flags);
        put_name(json, "signal", given->signal_name);
        break;
    case CLASS_EXEC:
        put_text(json, "path", given->path);
        break;
    case CLASS_OPEN:
        put_text(json, "path", given->path);
        put_fifo(json, given);
        if (given->creates)
            json_bool(json, "creates", true);
        break;
    case CLASS_EXIT:
        put_number(json, "status", given->status);
        break;
    case CLASS_WAIT:
        put_name(json, "idtype", given->id_type);
        put_number(json, "id", given->id);
        put_number(json, "child", given->child);
        put_names(json, "options", given->options);
        break;
    case CLASS_POLL:
        put_number(json, "timeout", given->timeout);
        if (given->fd.known) /* epoll */
            put_descriptor(json, given);
        put_number(json, "watched", given->watched);
        if (given->watches.known)
            put_fds(json, "fds", given->watches);
        break;
    case CLASS_READ:
    case CLASS_WRITE:
        put_descriptor(json, given);
        put_number(json, "count", given->count);
        put_names(json, "flags", given->flags);
        if (given->messages.known)
            put_number(json, "messages", given->messages);
        if (given->address.bytes != NULL)
            put_text(json, "address", given->address);
        if (given->brings)
            put_fds(json, "passed", given->passed);
        if (given->nonblocking)
            json_bool(json, "nonblocking", true);
        if (given->value.known)
            put_number(json, "value", given->value);
        if (given->room.known)
            put_number(json, "room", given->room);
        if (given->signalfd) {
            json_open(json, "signalfd", '{');
            put_signals(json, "signals", given->signals);
            json_bool(json, "nonblocking", given->nonblocking);
            json_close(json, '}');
        }
        break;
    case CLASS_TRANSFER:
        put_descriptor(json, given);
        put_number(json, "source_fd", given->source_fd);
        put_text(json, "source", given->source);
        put_number(json, "count", given->count);
        put_names(json, "flags", given->flags);
        if (given->nonblocking)
            json_bool(json, "nonblocking", true);
        break;
    case CLASS_OPTION:
        put_descriptor(json, given);
        json_name(json, "option", given->option);
        put_number(json, "value", given->value);
        if (given->shared)
            json_bool(json, "shared", true);
        break;
    case CLASS_CLOSE:
    case CLASS_DUPLICATE:
    case CLASS_LOCK:
        put_descriptor(json, given);
        break;
    case CLASS_ACCEPT:
        put_descriptor(json, given);
        if (given->backlog.known)
            put_number(json, "backlog", given->backlog);
        if (given->nonblocking)
            json_bool(json, "nonblocking", true);
        break;
    case CLASS_MEMORY:
        put_descriptor(json, given);
        json_bool(json, "writes", given->writes);
        break;
    case CLASS_CLOSE_RANGE:
        put_number(json, "first", given->first);
        put_number(json, "last", given->last);
        put_names(json, "flags", given->flags);
        break;
    case CLASS_DESCRIPTOR_FLAGS:
        put_descriptor(json, given);
        json_bool(json, "cloexec", given->cloexec);
        break;
    case CLASS_SOCKETPAIR:
    case CLASS_SOCKET:
        put_name(json, "family", given->family);
        put_name(json, "type", given->type);
        if (given->nonblocking)
            json_bool(json, "nonblocking", true);
        break;
    case CLASS_ADDRESS:
        put_descriptor(json, given);
        put_text(json, "address", given->address);
        if (given->port.known)
            put_number(json, "port", given->port);
        break;
    case CLASS_SHUTDOWN:
        put_descriptor(json, given);
        put_name(json, "how", given->how);
        break;
    case CLASS_KILL:
        put_number(json, "target", given->target);
        put_number(json, "signal", given->signal);
        break;
    case CLASS_PIDFD:
        put_number(json, "target", given->target);
        break;
    case CLASS_SLEEP:
        put_number(json, "nanoseconds", given->nanoseconds);
        json_bool(json, "until", given->until);
        break;
    case CLASS_SIGNAL_WAIT:
        put_signals(json, "signals", given->signals);
        put_number(json, "timeout", given->timeout);
        break;
    case CLASS_CHANGE:
    case CLASS_LOOKUP:
        if (given->fd.known)
            put_descriptor(json, given);
        json_open(json, "paths", '[');
        for (unsigned i = 0; i < given->paths; i++)
            put_text(json, NULL, given->path_list[i]);
        json_close(json, ']');
        break;
    case CLASS_KEY:
        if (given->key.known)
            put_number(json, "key", given->key);
        else
            put_text(json, "path", given->path);
        put_names(json, "flags", given->flags);
        if (given->exists)
            json_bool(json, "exists", true);
        break;
    case CLASS_SEND:
    case CLASS_RECEIVE:
        put_queue(json, given);
        if (given->message_type.known)
            put_number(json, "type", given->message_type);
        put_number(json, "count", given->count);
        put_names(json, "flags", given->flags);
        put_number(json, "timeout", given->timeout);
        break;
    case CLASS_NOTIFY:
        put_queue(json, given);
        put_number(json, "signal", given->signal);
        break;
    case CLASS_SEMAPHORE:
        put_text(json, "object", given->object);
        put_operations(json, given);
        put_number(json, "timeout", given->timeout);
        break;
    case CLASS_CONTROL:
        put_text(json, "object", given->object);
        put_name(json, "command", given->command);
        if (given->member.known)
            put_number(json, "member", given->member);
        if (given->value.known)
            put_number(json, "value", given->value);
        break;
    case CLASS_MAY:
        json_name(json, "reason", given->reason);
        if (given->fd.known)
            put_descriptor(json, given);
        if (given->code.known)
            put_number(json, "number", given->code);
        break;
    case CLASS_PIPE:
        put_names(json, "flags", given->flags);
        break;
    case CLASS_COUNTER:
        put_number(json, "value", given->value);
        put_names(json, "flags", given->flags);
        break;
    case CLASS_PENDING:
    case CLASS_SIGNAL_RETURN:
    case CLASS_FUTEX:
    case CLASS_TIMER:
    case CLASS_RESTART:
        break;
    }
}

void
record_enter(struct records *records, pid_t tid, pid_t pid, const char *call,
             const struct arguments *arguments)
{
    struct json *json = begin_of(records, "enter", tid, pid);
    json_name(json, "call", call);
    json_open(json, "arguments", '{');
    json_name(json, "class", class_name(arguments->class));
    put_arguments(json, arguments);
    json_close(json, '}');
    put_places(json, "files", arguments->changed);
    if (arguments->looked != arguments->changed)
        put_places(json, "looks", arguments->looked);
    json_end(json);
}

static void
put_ready(struct json *json, const char *key, const struct ready *ready)
{
    json_open(json, key, '[');
    for (; ready != NULL; ready = ready->next) {
        json_open(json, NULL, '{');
        json_number(json, "fd", ready->fd);
        put_text(json, "object", ready->object);
        put_names(json, "events", ready->events);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void
put_pair(struct json *json, const struct results *found)
{
    json_open(json, "fds", '[');
    json_number(json, NULL, found->fds[0]);
    json_number(json, NULL, found->fds[1]);
    json_close(json, ']');
    json_open(json, "objects", '[');
    put_text(json, NULL, found->objects[0]);
    put_text(json, NULL, found->objects[1]);
    json_close(json, ']');
    json_bool(json, "cloexec", found->cloexec);
}

static void
put_new_descriptor(struct json *json, const struct results *found)
{
    json_number(json, "fd", found->fds[0]);
    put_text(json, "object", found->objects[0]);
    json_bool(json, "cloexec", found->cloexec);
    if (found->mode != NULL)
        json_name(json, "mode", found->mode);
    if (found->closed.bytes != NULL)
        put_text(json, "closed", found->closed);
    if (found->peer.known)
        put_number(json, "peer", found->peer);
}

static void
put_received(struct json *json, const struct received *received)
{
    json_open(json, "received", '[');
    for (; received != NULL; received = received->next) {
        json_open(json, NULL, '{');
        json_number(json, "signal", received->number);
        put_name(json, "code", received->code);
        put_number(json, "sender", received->sender);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void
put_found(struct json *json, const struct results *found)
{
    put_text(json, "object", found->objects[0]);
    if (found->values == NULL)
        return;
    json_open(json, "values", '[');
    for (unsigned i = 0; i < found->value_count; i++)
        json_number(json, NULL, found->values[i]);
    json_close(json, ']');
    if (found->room.known)
        put_number(json, "room", found->room);
}

static void
put_results(struct json *json, const struct results *found)
{
    static const char *const names[] = {
        [RESULTS_WAIT] = "wait",       [RESULTS_POLL] = "poll",
        [RESULTS_OUTPUT] = "output",   [RESULTS_DESCRIPTOR] = "descriptor",
        [RESULTS_PAIR] = "pair",       [RESULTS_SIGNALS] = "signals",
        [RESULTS_PENDING] = "pending", [RESULTS_ADDRESS] = "address",
        [RESULTS_KEY] = "key",         [RESULTS_MESSAGE] = "message",
    };
    if (found->kind == RESULTS_NONE)
        return;
    json_open(json, "results", '{');
    json_name(json, "class", names[found->kind]);
    switch (found->kind) {
    case RESULTS_NONE:
        break;
    case RESULTS_WAIT:
        put_number(json, "child", found->child);
        json_bool(json, "reaped", found->reaped);
        put_number(json, "status", found->wait_status);
        break;
    case RESULTS_POLL:
        if (found->ready_known)
            put_ready(json, "ready", found->ready);
        else
            json_null(json, "ready");
        if (!found->missed_known)
            json_null(json, "missed");
        else if (found->missed != NULL)
            put_ready(json, "missed", found->missed);
        break;
    case RESULTS_OUTPUT:
        json_name(json, "stream", found->stream);
        json_bytes(json, "data", found->data, found->data_length);
        if (found->data_lost > 0)
            json_number(json, "lost", found->data_lost);
        break;
    case RESULTS_DESCRIPTOR:
        put_new_descriptor(json, found);
        break;
    case RESULTS_PAIR:
        put_pair(json, found);
        break;
    case RESULTS_SIGNALS:
        put_received(json, found->received);
        break;
    case RESULTS_ADDRESS:
        put_text(json, "address", found->address);
        break;
    case RESULTS_PENDING:
        put_signals(json, "signals", found->pending);
        break;
    case RESULTS_KEY:
        put_found(json, found);
        break;
    case RESULTS_MESSAGE:
        put_number(json, "type", found->message_type);
        break;
    }
    json_close(json, '}');
}

void
record_leave(struct records *records, pid_t tid, pid_t pid, const char *call,
             int64_t result, const struct results *results)
{
    struct json *json = begin_of(records, "leave", tid, pid);
    json_name(json, "call", call);
    json_number(json, "result", result < 0 ? -1 : result);
    const char *error = result < 0 ? error_name((long)-result) : NULL;
    if (result < 0)
        json_name(json, "error", error != NULL ? error : "unknown");
    else
        json_null(json, "error");
    put_results(json, results);
    put_places(json, "files", results->seen);
    json_end(json);
}

void
record_signal(struct records *records, pid_t tid, pid_t pid, int number,
              const char *code, pid_t sender, const char *action,
              bool inherited)
{
    char buffer[16];
    const char *name = signal_name(number, buffer);
    struct json *json = begin_of(records, "signal", tid, pid);
    json_number(json, "signal", number);
    json_name(json, "name", name != NULL ? name : "");
    put_name(json, "code", code);
    if (sender > 0)
        json_number(json, "sender", sender);
    else
        json_null(json, "sender");
    if (action != NULL)
        json_name(json, "action", action);
    if (inherited && action != NULL && strcmp(action, "handle") == 0)
        json_bool(json, "inherited", true);
    json_end(json);
}

void
record_stop(struct records *records, pid_t tid, pid_t pid, int number)
{
    char buffer[16];
    const char *name = signal_name(number, buffer);
    struct json *json = begin_of(records, "stop", tid, pid);
    json_name(json, "signal", name != NULL ? name : "");
    json_end(json);
}

void
record_continue(struct records *records, pid_t tid, pid_t pid)
{
    json_end(begin_of(records, "continue", tid, pid));
}

void
record_exiting(struct records *records, pid_t tid, pid_t pid, int wait_status)
{
    struct json *json = begin_of(records, "exiting", tid, pid);
    json_number(json, "status", wait_status);
    json_end(json);
}

void
record_termination(struct records *records, pid_t tid, pid_t pid,
                   int wait_status, pid_t parent, bool zombie)
{
    struct json *json = begin_of(records, "termination", tid, pid);
    json_number(json, "status", wait_status);
    if (parent > 0)
        json_number(json, "parent", parent);
    else
        json_null(json, "parent");
    json_bool(json, "zombie", zombie);
    json_end(json);
}

void
record_waited(struct records *records, pid_t tid, pid_t pid, const char *call,
              uint64_t since)
{
    struct json *json = begin_of(records, "waited", tid, pid);
    json_name(json, "call", call);
    json_number(json, "since", (int64_t)since);
    json_end(json);
}

void
record_standing(struct records *records, pid_t tid, pid_t pid,
                const char *state, const char *call, struct number cpu)
{
    struct json *json = begin_of(records, "standing", tid, pid);
    json_name(json, "state", state);
    put_name(json, "call", call);
    put_number(json, "cpu", cpu);
    json_end(json);
}

void
record_hold(struct records *records, pid_t tid, pid_t pid, const char *name,
            int rule)
{
    struct json *json = begin_of(records, "hold", tid, pid);
    json_name(json, "name", name);
    json_number(json, "rule", rule);
    json_end(json);
}

void
record_release(struct records *records, pid_t tid, pid_t pid, const char *name,
               int rule, const char *why)
{
    struct json *json = begin_of(records, "release", tid, pid);
    json_name(json, "name", name);
    json_number(json, "rule", rule);
    json_name(json, "why", why);
    json_end(json);
}

void
record_quiet(struct records *records)
{
    json_end(begin(records, "quiet"));
}

void
record_blocked(struct records *records, pid_t tid, pid_t pid, const char *name,
               const char *call, struct number child, struct fds fds)
{
    struct json *json = begin_of(records, "blocked", tid, pid);
    json_name(json, "name", name);
    put_name(json, "call", call);
    put_number(json, "child", child);
    put_fds(json, "fds", fds);
    json_end(json);
}

void
record_dump(struct records *records, pid_t tid, pid_t pid, struct text text)
{
    struct json *json = begin_of(records, "dump", tid, pid);
    json_text(json, "text", text.bytes, text.length);
    json_end(json);
}

void
record_exit(struct records *records, int wait_status)
{
    struct json *json = begin(records, "exit");
    json_number(json, "status", exit_code(wait_status));
    json_end(json);
}

void
record_killed(struct records *records, pid_t pid, struct text command)
{
    struct json *json = begin(records, "killed");
    json_number(json, "pid", pid);
    json_text(json, "command", command.bytes, command.length);
    json_end(json);
}

void
record_limit(struct records *records, const char *what)
{
    struct json *json = begin(records, "limit");
    json_name(json, "what", what);
    json_end(json);
}

void
record_note(struct records *records, pid_t tid, pid_t pid, struct text text)
{
    struct json *json = begin_of(records, "note", tid, pid);
    json_text(json, "text", text.bytes, text.length);
    json_end(json);
}

void
record_complete(struct records *records)
{
    json_end(begin(records, "complete"));
}
