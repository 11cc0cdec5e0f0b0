#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "records/record.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>

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
record_recording(struct records *records, const char *const *command)
{
    struct utsname system;
    char kernel[sizeof system.sysname + sizeof system.release];
    uname(&system);
    snprintf(kernel, sizeof kernel, "%s %s", system.sysname, system.release);
    struct json *json = begin(records, "recording");
    json_name(json, "schema", "joinscope/recording/1");
    json_name(json, "evidence", "syscalls");
    json_open(json, "command", '[');
    for (const char *const *word = command; *word != NULL; word++)
        json_text(json, NULL, *word, strlen(*word));
    json_close(json, ']');
    json_text(json, "kernel", kernel, strlen(kernel));
    json_text(json, "machine", system.machine, strlen(system.machine));
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
    struct json *json = begin_of(records, "birth", tid, pid);
    if (by == 0)
        json_null(json, "by");
    else
        json_number(json, "by", by);
    json_name(json, "how", how);
    json_end(json);
}

void
record_exec(struct records *records, pid_t tid, pid_t pid, pid_t former,
            struct text path, struct text arguments)
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
    json_end(json);
}

void
record_descriptors(struct records *records, pid_t tid, pid_t pid,
                   const struct descriptor *table)
{
    struct json *json = begin_of(records, "descriptors", tid, pid);
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

void
record_enter(struct records *records, pid_t tid, pid_t pid, const char *call,
             const char *class, const struct enter_fields *fields)
{
    struct json *json = begin_of(records, "enter", tid, pid);
    json_name(json, "call", call);
    json_name(json, "class", class);
    put_number(json, "fd", fields->fd);
    put_text(json, "object", fields->object);
    put_number(json, "first", fields->first);
    put_number(json, "last", fields->last);
    put_names(json, "flags", fields->flags);
    put_text(json, "path", fields->path);
    put_number(json, "status", fields->status);
    put_name(json, "idtype", fields->id_type);
    put_number(json, "id", fields->id);
    put_number(json, "target", fields->target);
    put_names(json, "options", fields->options);
    put_name(json, "command", fields->command);
    put_flag(json, "cloexec", fields->cloexec);
    put_text(json, "address", fields->address);
    put_number(json, "port", fields->port);
    if (fields->end_signal.is == GIVEN) {
        char buffer[16];
        put_name(json, "signal",
                 signal_name((int)fields->end_signal.value, buffer));
    }
    put_number(json, "signal", fields->signal);
    put_flag(json, "until", fields->until);
    put_number(json, "nanoseconds", fields->nanoseconds);
    json_end(json);
}

static void
put_wait_status(struct json *json, int status)
{
    json_number(json, "status", status);
    if (WIFEXITED(status) || WIFSIGNALED(status))
        json_number(json, "code", exit_code(status));
}

static void
put_ready(struct json *json, const struct ready *ready)
{
    json_open(json, "ready", '[');
    for (; ready != NULL; ready = ready->next) {
        json_open(json, NULL, '{');
        json_number(json, "fd", ready->fd);
        put_text(json, "object", ready->object);
        put_names(json, "events", ready->events);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void
record_leave(struct records *records, pid_t tid, pid_t pid, const char *call,
             const char *class, int64_t result,
             const struct leave_fields *fields)
{
    struct json *json = begin_of(records, "leave", tid, pid);
    json_name(json, "call", call);
    json_name(json, "class", class);
    json_number(json, "result", result < 0 ? -1 : result);
    const char *error = result < 0 ? error_name((long)-result) : NULL;
    if (result < 0)
        json_name(json, "error", error != NULL ? error : "unknown");
    else
        json_null(json, "error");
    put_number(json, "child", fields->child);
    put_number(json, "reaped", fields->reaped);
    if (fields->wait_status.is == GIVEN)
        put_wait_status(json, (int)fields->wait_status.value);
    if (fields->polled)
        put_ready(json, fields->ready);
    put_name(json, "stream", fields->stream);
    if (fields->stream != NULL)
        json_bytes(json, "data", fields->data, fields->data_length);
    put_number(json, "fd", fields->fd);
    if (fields->fds[0].is == GIVEN) {
        json_open(json, "fds", '[');
        put_number(json, NULL, fields->fds[0]);
        put_number(json, NULL, fields->fds[1]);
        json_close(json, ']');
    }
    put_text(json, "object", fields->object);
    if (fields->objects[0].is != ABSENT) {
        json_open(json, "objects", '[');
        put_text(json, NULL, fields->objects[0]);
        put_text(json, NULL, fields->objects[1]);
        json_close(json, ']');
    }
    put_flag(json, "cloexec", fields->cloexec);
    put_text(json, "closed", fields->closed);
    put_name(json, "mode", fields->mode);
    json_end(json);
}

void
record_signal(struct records *records, pid_t tid, pid_t pid, int number,
              pid_t from, const char *action)
{
    char buffer[16];
    const char *name = signal_name(number, buffer);
    struct json *json = begin_of(records, "signal", tid, pid);
    json_number(json, "signal", number);
    json_name(json, "name", name != NULL ? name : "");
    json_number(json, "from", from);
    put_name(json, "action", action);
    json_end(json);
}

void
record_stop(struct records *records, pid_t tid, pid_t pid)
{
    json_end(begin_of(records, "stop", tid, pid));
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
                   int wait_status)
{
    struct json *json = begin_of(records, "death", tid, pid);
    json_number(json, "status", exit_code(wait_status));
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
