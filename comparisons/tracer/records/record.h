/* SPDX-License-Identifier: MIT */
/* The format of a recording (joinscope/recording/1): a function for each
 * record, one line of JSON each.
 *
 * This is the one file of the tracer that knows the keys. Who has seen
 * something says it by a call, or fills in the fields of one and leaves the
 * writing to record_enter() or record_leave(). What is not filled in is not
 * written, so
 *
 *     struct enter_fields fields = {0};
 *     fields.target = number_of(pid);
 *     record_enter(records, tid, pid, "kill", "kill", &fields);
 *
 * writes {"event":"enter", ..., "class":"kill","target":7}.
 *
 * The time of a record is when it is written. The thread that it is about is
 * stopped then: an entry is written before the call does anything, and a leave
 * after it has done all.
 */
#ifndef RECORDS_RECORD_H
#define RECORDS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "records/field.h"
#include "records/json.h"

/* One descriptor of a process. */
struct descriptor {
    const struct descriptor *next;
    int fd;
    struct text object;
    const char *mode; /* "r", "w", "rw" or "" */
    bool cloexec;
};

/* A descriptor that a poll found ready, and for what. */
struct ready {
    const struct ready *next;
    int fd;
    struct text object;
    struct names events;
};

/* What is known of a call at its entry. */
struct enter_fields {
    struct number fd;          /* the descriptor that the call is about */
    struct text object;        /* what is behind that; unknown: nothing */
    struct number first, last; /* close_range: descriptors */
    struct names flags;        /* clone, close_range */
    struct text path;          /* exec, open */
    struct number status;      /* exit: its argument */
    const char *id_type;       /* waitid: "P_PID", ... */
    struct number id;          /* waitid: of that type */
    struct number target;      /* wait4, kill, pidfd_open: whom, as given */
    struct names options;      /* wait4, waitid: WNOHANG, ... */
    const char *command;       /* fcntl: "F_DUPFD", ... */
    struct flag cloexec;       /* fcntl F_SETFD: what it will be */
    struct text address;       /* connect, bind: a path or an IP address */
    struct number port;        /* of an IP address */
    struct number end_signal;  /* clone: what the child's end will send */
    struct number signal;      /* kill: what is sent */
    struct flag until;         /* sleep: its time is a point, not a span */
    struct number nanoseconds; /* sleep */
};

/* What is known of a call at its end. */
struct leave_fields {
    struct number child;       /* waitid: of whom it tells */
    struct number reaped;      /* wait: who is gone now; unknown: nobody */
    struct number wait_status; /* wait: the status word */
    bool polled;               /* poll: `ready` was found out */
    const struct ready *ready;
    const char *stream; /* write: "stdout" or "stderr", and what went there */
    const char *data;
    size_t data_length;
    struct number fd;       /* the new descriptor */
    struct number fds[2];   /* pipe, socketpair: the new ones */
    struct text object;     /* behind `fd`; of a pipe: behind both */
    struct text objects[2]; /* socketpair: behind each */
    struct flag cloexec;    /* of the new descriptors */
    struct text closed;     /* dup2: the object that it has closed */
    const char *mode;       /* open: "r", "w" or "rw" */
};

/* Where records go. */
struct records {
    struct json json;
};

/* Records go to this descriptor. */
void
records_open(struct records *records, int fd);

/* Write out what is buffered. */
void
records_flush(struct records *records);

/* The errno of the first write that failed; 0: none did. */
int
records_error(const struct records *records);

/* The first record: what is recorded, and where. */
void
record_recording(struct records *records, const char *const *command);

/* The command starts. */
void
record_start(struct records *records, pid_t pid);

/* A thread exists: `by` a thread (0: by the tracer), by "start", "fork",
 * "vfork", "clone" or as a "thread" of its creator's process. */
void
record_creation(struct records *records, pid_t tid, pid_t pid, pid_t by,
                const char *how);

/* A process has executed a program. `former` is the id that the calling thread
 * had if it was not the leader; else it is the leader's. The arguments end
 * with a zero each. */
void
record_exec(struct records *records, pid_t tid, pid_t pid, pid_t former,
            struct text path, struct text arguments);

/* All descriptors of a process. */
void
record_descriptors(struct records *records, pid_t tid, pid_t pid,
                   const struct descriptor *table);

/* A thread enters a system call. */
void
record_enter(struct records *records, pid_t tid, pid_t pid, const char *call,
             const char *class, const struct enter_fields *fields);

/* A thread is at the end of a system call. A negative result is -errno. */
void
record_leave(struct records *records, pid_t tid, pid_t pid, const char *call,
             const char *class, int64_t result,
             const struct leave_fields *fields);

/* A signal is about to be delivered to a thread; `from` a process, or 0.
 * `action` is "handle", "ignore" or "default", or NULL if not looked up. */
void
record_signal(struct records *records, pid_t tid, pid_t pid, int number,
              pid_t from, const char *action);

/* A thread enters a group-stop; leaves it. */
void
record_stop(struct records *records, pid_t tid, pid_t pid);
void
record_continue(struct records *records, pid_t tid, pid_t pid);

/* PTRACE_EVENT_EXIT: the thread still exists; its status word is known. */
void
record_exiting(struct records *records, pid_t tid, pid_t pid, int wait_status);

/* A thread is gone, with this status word. */
void
record_termination(struct records *records, pid_t tid, pid_t pid,
                   int wait_status);

/* The command's first process has ended by itself. */
void
record_exit(struct records *records, int wait_status);

/* A process has to be killed; its command line, or its name. */
void
record_killed(struct records *records, pid_t pid, struct text command);

/* A limit ends the run. */
void
record_limit(struct records *records, const char *what);

/* A note of the program about itself. */
void
record_note(struct records *records, pid_t tid, pid_t pid, struct text text);

/* The last record: nothing is left of the run. */
void
record_complete(struct records *records);

#endif
