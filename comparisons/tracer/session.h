/* SPDX-License-Identifier: MIT */
/* The state of one recording. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "proc/fd.h"
#include "records/json.h"
#include "tracee.h"
#include "tracer.h"

enum { STREAMS = 3 }; /* 0: none of ours, 1: stdout, 2: stderr */

/* A thread that exited before its creation event. */
struct early_exit {
    pid_t tid;
    int status;
};

struct session {
    const struct tracer_options *options;
    struct json json;
    struct tracees tracees;
    int awaiting_creation; /* tracees kept stopped until then */

    pid_t root;
    int root_status; /* wait status, once root_ended */
    bool root_ended;
    bool root_started; /* it is about to execute the command */
    uint32_t arch;     /* AUDIT_ARCH_* of this tracer; 0: not known yet */
    bool filtered;     /* only the calls that matter stop */
    bool killing;      /* a limit is reached: nothing may go on */
    const char *limit; /* which; NULL: none */

    pid_t watchdog; /* 0: none */
    int root_pipe;  /* closed when the root has ended; or -1 */

    long long output;       /* bytes that may still be recorded */
    char *streams[STREAMS]; /* the objects of stdout and stderr */

    /* What the entering call's first argument is. */
    size_t object_length;
    char object[OBJECT_SIZE];

    struct inode *written; /* files that a recorded process has opened for */
    size_t written_count, written_size; /* writing, or has written */

    struct early_exit early_exits[16];
    unsigned early_exits_next;

    char data[1 << 20]; /* of one write: what is more is not recorded */
};

/* CLOCK_MONOTONIC in ns. */
uint64_t
monotonic_now(void);

/* Begin a record about a thread: event, time, tid, pid. */
void
tracer_begin(struct session *session, const char *event, pid_t tid, pid_t pid);

/* Remember that a file is written; whether one was. */
void
written_add(struct session *session, struct inode inode);
bool
written_has(const struct session *session, struct inode inode);

#endif
