/* SPDX-License-Identifier: MIT */
/* The state of one recording.
 *
 * tracer_run() makes a session, starts the watchdog and the command in it, and
 * hands it to the loop. From then on whatever handles a stop finds in it the
 * tracees, the records, and what is known of the root, which is the command's
 * first process.
 *
 * A session begins before the command does: the root is seized in our own
 * code and recorded from its execve on (`root_started`). It goes on until
 * nobody is left, which may be long after the root: what the root leaves behind
 * is recorded as well. If a limit is reached, all are killed (`killing`): then
 * what still stops is let go to die, and its records are no part of what the
 * program does.
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "nonblocking.h"
#include "options.h"
#include "proc/fd.h"
#include "records/record.h"
#include "scratch.h"
#include "tracee.h"
#include "written_files.h"

enum { STREAMS = 3 }; /* 0: none of ours, 1: stdout, 2: stderr */

/* A thread that exited before its creation event. */
struct early_exit {
    pid_t tid; /* 0: no such thread */
    int wait_status;
};

struct holds;

struct session {
    const struct tracer_options *options;
    struct records records;
    struct scratch scratch; /* given back at each stop */
    struct tracees tracees;

    pid_t root;
    int root_status; /* wait status, once root_ended */
    bool root_ended;
    bool root_started; /* it is about to execute the command */
    uint32_t arch;     /* AUDIT_ARCH_* of this tracer; 0: not known yet */
    bool filtered;     /* only the calls that matter stop */
    bool killing;      /* a limit is reached: nothing may go on */
    const char *limit; /* which; NULL: none */
    bool own_tracer;   /* the command failed to trace one of its processes */
    int dump_signal;   /* makes Pythons tell their stacks; 0: none does */

    pid_t watchdog; /* 0: none */
    int root_pipe;  /* closed when the root has ended; or -1 */

    long long output;       /* bytes that may still be recorded */
    char *streams[STREAMS]; /* the objects of stdout and stderr */

    struct inode_set written; /* files that a recorded process has opened for
                                 writing, or has written */
    struct inode_set changed; /* files and folders, with look-ups only */

    pid_t stopped_last;
    int stops_in_a_row; /* of that thread, before its last one */
    bool awaited; /* whom we resumed last is the only one that runs, here */

    struct nonblocking nonblocking;
    bool several; /* there has been a second process */
    bool sets;    /* somebody has changed a set of epoll */

    struct holds *holds; /* NULL: no schedule is forced */

    int awaiting_creation; /* tracees kept stopped until then */
    struct early_exit early_exits[16];
    unsigned early_exits_next;
};

#endif
