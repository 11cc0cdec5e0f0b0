/* SPDX-License-Identifier: MIT */
/* The format of a recording (joinscope/recording/2): a function for each
 * record, one line of JSON each. Its contract with the readers is
 * joinscope/recording/records.py, a type for each record.
 *
 * record.c is the one file of the tracer that knows the keys. Who has seen
 * something says it by a call. Of a system call the decoder fills in what it
 * has found out, and the class of the call says which fields its record has:
 *
 *     struct arguments arguments = {.class = CLASS_KILL};
 *     arguments.target = number_of(pid);
 *     record_enter(records, tid, pid, "kill", &arguments);
 *
 * writes {"event":"enter", ..., "call":"kill",
 *         "arguments":{"class":"kill","target":7,"signal":null}}.
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

struct places;
struct sembuf;

/* What a call is about, and so which fields its records have. */
enum call_class {
    CLASS_CREATE,
    CLASS_EXEC,
    CLASS_EXIT,
    CLASS_WAIT,
    CLASS_POLL,
    CLASS_READ,
    CLASS_WRITE,
    CLASS_TRANSFER,
    CLASS_CLOSE,
    CLASS_CLOSE_RANGE,
    CLASS_DUPLICATE,
    CLASS_DESCRIPTOR_FLAGS,
    CLASS_PIPE,
    CLASS_SOCKETPAIR,
    CLASS_COUNTER,
    CLASS_OPEN,
    CLASS_SOCKET,
    CLASS_ADDRESS,
    CLASS_ACCEPT,
    CLASS_SHUTDOWN,
    CLASS_OPTION,
    CLASS_KILL,
    CLASS_PIDFD,
    CLASS_SLEEP,
    CLASS_TIMER,
    CLASS_FUTEX,
    CLASS_MEMORY,
    CLASS_LOCK,
    CLASS_RESTART,
    CLASS_SIGNAL_WAIT,
    CLASS_PENDING,
    CLASS_SIGNAL_RETURN,
    CLASS_CHANGE,
    CLASS_LOOKUP,
    CLASS_KEY,
    CLASS_SEND,
    CLASS_RECEIVE,
    CLASS_NOTIFY,
    CLASS_SEMAPHORE,
    CLASS_CONTROL,
    CLASS_MAY,
};

/* The name of a class in records. */
const char *class_name(enum call_class class);

/* What a call was given. */
struct arguments {
    enum call_class class;
    struct number fd;   /* the descriptor that the call is about */
    struct text object; /* what is behind that */
    struct number source_fd;
    struct text source;        /* a transfer's other end, likewise */
    struct number count;       /* read, write, transfer: bytes asked for */
    struct number room;        /* a write: how much the pipe takes */
    struct number messages;    /* recvmmsg, sendmmsg: asked for */
    struct names flags;        /* CLONE_*, MSG_*, CLOSE_RANGE_* */
    const char *signal_name;   /* clone: what the child's end will send */
    struct text path;          /* exec, open: as given */
    struct text fifo;          /* open: the FIFO that the path leads to, */
    const char *mode;          /* and for what it is opened */
    bool creates;              /* open: it may make the file, or empty it */
    struct number status;      /* exit */
    const char *id_type;       /* wait: "P_ALL", "P_PID", ... */
    struct number id;          /* of that type */
    struct number child;       /* the one PID that is waited for */
    struct names options;      /* WNOHANG, ... */
    struct number timeout;     /* of what waits: ns; -1: for ever */
    struct signals signals;    /* those that end the wait, or are read: */
    bool signalfd;             /* from a signalfd, */
    bool nonblocking;          /* which does not wait */
    struct number watched;     /* poll: how many descriptors, */
    struct fds watches;        /* and which, if there are several */
    bool brings;               /* sendmsg: descriptors come with it: */
    struct fds passed;         /* these */
    const char *option;        /* of a pipe or a socket, */
    struct number value;       /* and to what it is set; of an eventfd what
                                  is in it, or what is added, */
    bool shared;               /* for another process as well */
    struct number first, last; /* close_range: descriptors */
    bool cloexec;              /* F_SETFD */
    const char *family, *type; /* socket: AF_*, SOCK_* */
    struct text address;       /* connect, bind: a path or an IP address */
    struct number port;        /* of an IP address */
    struct number backlog;     /* listen */
    const char *how;           /* shutdown: SHUT_* */
    struct number target;      /* kill, pidfd_open: whom */
    struct number signal;      /* kill: what is sent */
    struct number nanoseconds; /* sleep */
    bool until;                /* its time is a point, not a span */
    unsigned paths;            /* change, look-up: how many, and which */
    struct text path_list[2];
    const char *reason;         /* may: the way that order may travel */
    struct number code;         /* may: the number of a call without a name */
    struct number key;          /* System V: 0 is private */
    bool exists;                /* there was one with this key or name */
    struct number message_type; /* or its priority, or which are received */
    const char *command;        /* msgctl, semctl: "IPC_RMID", ... */
    struct number member;       /* semctl: which semaphore, and `value` */
    const struct sembuf *operations; /* semop; NULL: not known */
    unsigned operation_count;
    bool writes; /* mmap: somebody else may see what is put there */
    const struct places *changed; /* files that it changes; NULL: none */
    const struct places *looked;  /* files that it looks at; NULL: none */
};

/* A descriptor that a poll has reported, and for what. */
struct ready {
    const struct ready *next;
    int fd;
    struct text object;
    struct names events; /* POLL* */
};

/* A signal that was taken without a delivery: by sigwait, from a signalfd. */
struct received {
    const struct received *next;
    int number;
    const char *code;     /* NULL: nothing names it */
    struct number sender; /* if the code says that a process has sent it */
};

/* What a call has answered beyond its result. */
struct results {
    enum {
        RESULTS_NONE,
        RESULTS_WAIT,
        RESULTS_POLL,
        RESULTS_OUTPUT,
        RESULTS_DESCRIPTOR,
        RESULTS_PAIR,
        RESULTS_SIGNALS,
        RESULTS_PENDING,
        RESULTS_ADDRESS,
        RESULTS_KEY,
        RESULTS_MESSAGE,
    } kind;
    struct number child;       /* wait: of whom it tells */
    bool reaped;               /* and whether that is gone now */
    struct number wait_status; /* and its status word */
    bool ready_known;          /* poll: what was reported could be read */
    const struct ready *ready;
    bool missed_known; /* and what was given, where nothing was reported */
    const struct ready *missed;
    const char *stream; /* output: "stdout" or "stderr", and what went there */
    const char *data;
    size_t data_length;
    int64_t data_lost;      /* bytes of it that are not in data */
    int fds[2];             /* the new descriptor, or two */
    struct text objects[2]; /* what is behind them */
    bool cloexec;
    const char *mode;    /* "r", "w", "rw"; NULL: that of the one copied */
    struct number peer;  /* accept: the process that has connected */
    struct text address; /* bind: the one that the kernel has found */
    struct text closed;  /* the object that dup2 has closed */
    const struct received *received; /* signals, in the order of taking */
    struct signals pending;
    struct number message_type; /* of the message that was received */
    const int64_t *values;      /* messages in a queue, or of each semaphore */
    unsigned value_count;
    struct number room; /* messages, or bytes, that a queue has room for */
    struct fds brought; /* by the message that was received, say */
    const struct places *seen; /* files that it has looked at; NULL: none */
};

/* One descriptor of a process. */
struct descriptor {
    const struct descriptor *next;
    int fd;
    struct text object;
    const char *mode; /* "r", "w", "rw" or "" */
    bool cloexec;
    bool nonblocking; /* not recorded */
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
record_recording(struct records *records, const char *const *command,
                 bool lookups, bool waits, struct room room);

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
 * with a zero each. `seen` as in struct results. */
void
record_exec(struct records *records, pid_t tid, pid_t pid, pid_t former,
            struct text path, struct text arguments, struct text script,
            const struct places *seen);

/* All descriptors of a process. */
void
record_descriptors(struct records *records, pid_t tid, pid_t pid,
                   const struct descriptor *table, bool received);

/* A thread enters a system call. */
void
record_enter(struct records *records, pid_t tid, pid_t pid, const char *call,
             const struct arguments *arguments);

/* A thread is at the end of a system call. A negative result is -errno. */
void
record_leave(struct records *records, pid_t tid, pid_t pid, const char *call,
             int64_t result, const struct results *results);

/* A signal is about to be delivered to a thread. `code` names its si_code;
 * NULL: nothing does. `sender` is 0 if that is no process's. `action` is
 * "handle", "ignore" or "default", or NULL if not looked up. */
void
record_signal(struct records *records, pid_t tid, pid_t pid, int number,
              const char *code, pid_t sender, const char *action,
              bool inherited);

/* A thread enters a group-stop, by this signal; leaves it. */
void
record_stop(struct records *records, pid_t tid, pid_t pid, int number);
void
record_continue(struct records *records, pid_t tid, pid_t pid);

/* PTRACE_EVENT_EXIT: the thread still exists; its status word is known. */
void
record_exiting(struct records *records, pid_t tid, pid_t pid, int wait_status);

/* A thread is gone, with this status word. Of the first thread of a process:
 * `parent` is who is to reap it (0: nobody that is recorded), and whether it is
 * a zombie until then. */
void
record_termination(struct records *records, pid_t tid, pid_t pid,
                   int wait_status, pid_t parent, bool zombie);

/* A thread has waited for a lock, in this call, since then (ns). */
void
record_waited(struct records *records, pid_t tid, pid_t pid, const char *call,
              uint64_t since);

/* Where a thread stands when a limit ends the run: the letter of its state, the
 * call that it is in (NULL: none, or not known), and for how many ns it has
 * run. */
void
record_standing(struct records *records, pid_t tid, pid_t pid,
                const char *state, const char *call, struct number cpu);

/* A thread is held by the rule of this number, from 0 on; it is let go:
 * "event", what it was held for has come; "quiet", nothing else can happen;
 * "killed". */
void
record_hold(struct records *records, pid_t tid, pid_t pid, const char *name,
            int rule);
void
record_release(struct records *records, pid_t tid, pid_t pid, const char *name,
               int rule, const char *why);

/* Nothing can happen any more but by who is held; and in what each of the
 * others waits. */
void
record_quiet(struct records *records);
void
record_blocked(struct records *records, pid_t tid, pid_t pid, const char *name,
               const char *call, struct number child, struct fds fds);

/* A piece of what a process tells of its threads then. */
void
record_dump(struct records *records, pid_t tid, pid_t pid, struct text text);

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
