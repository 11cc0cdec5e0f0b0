/* SPDX-License-Identifier: MIT */
/* The tracees: the traced threads, by thread id.
 *
 * To ptrace every thread is a tracee of its own; a process is the tracees that
 * have one `pid`. The life of one:
 *
 * A tracee creates another thread, in its own process or as a new one. The
 * kernel has us trace that as well (PTRACE_O_TRACECLONE and its like) and tells
 * us twice: the new thread begins with a stop, and its creator stops with an
 * event that says its id. The two come in any order. If the new thread's own
 * stop is first, it is kept stopped (`awaits_creation`): what it does must not
 * be recorded before its creation is.
 *
 * From then on it runs, and stops where we want to look: at the entry of a
 * call, perhaps at the exit, for a signal, when the process is stopped, after
 * an exec. `current` is the call that it is in, from entry to exit.
 *
 * If a thread executes a program, all others of its process are gone, and it
 * has the id of the leader from then on (tracee_rename).
 *
 * Its last stop is PTRACE_EVENT_EXIT: it still has its descriptors, and waits
 * for nobody. Then waitpid() reports its end, and it is removed; the end of a
 * leader comes after those of the other threads. SIGKILL may come in between
 * at any time, even to one that we hold stopped: then ptrace() fails with
 * ESRCH, which is no error but the news that an end comes next.
 */
#ifndef TRACEE_H
#define TRACEE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "proc/fd.h"
#include "proc/path.h"

struct call;
struct hold;

/* A system call that a tracee is in. */
struct call_state {
    const struct call *call; /* what it does; NULL: nothing that is recorded */
    const char *name;        /* what it is called: restart_syscall goes on */
    uint64_t arguments[6];   /* with another call */
    uint64_t number;
    bool looks; /* at files: recorded when it is done, or not at all */
};

/* What a descriptor stands for: a file that nobody has written, or a pipe, a
 * socket or a message queue, which has a name of the kernel's own.
 *
 * To find that out takes a call in /proc, which is longer than most calls that
 * stop. A descriptor that is there stands for another object only after a dup2,
 * a close_range, an exec or a close, and these are seen: so it is asked once.
 *
 * An import of Python's opens a file, reads it twice and closes it, and a start
 * of it imports a hundred: their first read asks. A pool writes into one pipe
 * as often as it has work. */
struct known_file {
    struct inode inode;      /* its number 0: unknown */
    const char *kernel_name; /* NULL: a file */
};

enum { KNOWN_FILES = 32 };

/* What a process tells of its stacks at the end: see dumps.h. */
struct dump {
    bool asked;    /* it is to tell, and has not ended it */
    char *text;    /* NULL: it has not begun */
    size_t length; /* of the text */
    pid_t by;      /* the thread whose handler tells */
    size_t seen;   /* bytes that there were at the last look at it */
    uint64_t ran;  /* ns that it had run then */
};

struct tracee {
    struct tracee *next; /* in its bucket */
    pid_t tid, pid;
    pid_t parent; /* PID of who created it; only until its creation event */
    pid_t waiter; /* the thread that made it, its child; 0: otherwise */
    struct call_state current;     /* no call: in none that is recorded */
    struct call_state interrupted; /* what restart_syscall goes on with */
    uint64_t waits_since;          /* ns: it waits for a lock; 0: it does not */
    uint64_t clone_flags;          /* CLONE_* of the call that it is in */
    uint64_t clone_signal;         /* what its child sends it when that ends */
    uint64_t hidden_argument;      /* of a clone with CLONE_UNTRACED; or 0 */
    pid_t waits_for;               /* whom its waitid asks for; 0: any */
    char *replaced_object; /* object that the dup2 it is in will close */
    pid_t last_reaped;     /* child that its last wait took, or 0 */
    int stream;            /* 1, 2: it is in a write to stdout, stderr */
    struct known_file known_files[KNOWN_FILES]; /* by descriptor */
    uint64_t own_files; /* descriptors that nobody else can have, or that are
                           closed; bit: which */
    uint64_t in_sets;   /* of the first thread, descriptors that are in a set
                           of epoll, and not taken out; bit: which */
    uint64_t in_several_sets; /* those of them that are in several */
    bool left_sets;           /* it has closed one of these */
    uint32_t set_handlers;    /* of the first thread, signals that the process
                                 may have set one for since it was made; bit:
                                 which */
    bool handles_children;    /* of the first thread: perhaps SIGCHLD */
    struct places seen;       /* files that the call it is in is about */
    bool shares_offset;   /* of the file that it reads, with another process */
    bool shares_files;    /* its descriptor table, perhaps, with another */
    bool reads_signals;   /* it is in a read from a signalfd */
    bool received_fds;    /* the call that it is in brought descriptors, we do
                             not know which */
    bool created;         /* its creation is recorded */
    bool awaits_creation; /* kept stopped until the creation event */
    bool group_stopped;   /* in a group-stop */
    bool runs;            /* it is resumed, and in no call that waits */
    bool asks_cpus;       /* the call that it enters shows where it may run */
    bool narrowed;        /* it was resumed with a mask of one CPU */
    bool polled;          /* a poll of one child has reaped it, just now */
    struct dump dump;     /* of its process, if this is the first thread */
    struct hold *hold;    /* NULL: no schedule is forced */
};

enum { BUCKETS = 4096 };

struct tracees {
    struct tracee *buckets[BUCKETS];
    int alive;
    int running; /* those that run */
};

/* The thread with this id, or NULL. */
struct tracee *
tracee_find(struct tracees *tracees, pid_t tid);

/* A new thread, its creation not recorded yet; NULL with errno if there is no
 * memory. */
struct tracee *
tracee_add(struct tracees *tracees, pid_t tid, pid_t pid);

/* Keep the object that the tracee's dup2 will close; NULL: there is none. */
void
tracee_keep_replaced(struct tracee *tracee, const char *object);

/* The bit of a descriptor in `own_files`; 0: no more is known of it than of the
 * others, as it is too high or another thread may change what it stands for.
 *
 * A server asks each socket that it has accepted for its name, and before it
 * has forked again nobody else can have that socket. To find that out by
 * looking at the descriptors of all its workers would take ever longer.
 *
 * So has a number that was closed: whatever is opened next under it is new.
 * What is not new comes by calls that are seen, dup2 and its kin, a message
 * that brings descriptors, pidfd_getfd, and is not taken for one's own. */
uint64_t
tracee_bit(const struct tracee *tracee, int fd);

/* What a descriptor is known to stand for; NULL where another thread may change
 * that meanwhile, or the descriptor is too high. */
struct known_file *
tracee_known_file(struct tracee *tracee, int fd);

/* As fd_look(), which is asked only where it is not known. */
bool
tracee_look(struct tracee *tracee, int fd, struct fd_look *look);

/* Forget which files the thread's descriptors stand for, and that it alone has
 * them. */
void
tracee_forget_files(struct tracee *tracee);

/* A new process has copies of its creator's descriptors. What a file's offset
 * is, either may change from now on. */
void
tracee_copy_files(struct tracee *creator, struct tracee *tracee);

/* Forget a thread. */
void
tracee_remove(struct tracees *tracees, struct tracee *tracee);

/* Give a thread the id that its exec has given it. */
void
tracee_rename(struct tracees *tracees, struct tracee *tracee, pid_t tid);

/* The thread after this one, in no order; the first after NULL. */
struct tracee *
tracee_next(struct tracees *tracees, const struct tracee *tracee);

/* Forget all. */
void
tracee_clear(struct tracees *tracees);

#endif
