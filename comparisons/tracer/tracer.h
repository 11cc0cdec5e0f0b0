/* SPDX-License-Identifier: MIT */
/* The tracer: runs a command under ptrace and writes what its process tree
 * does, as JSON Lines (joinscope/recording/2, evidence `syscalls`).
 *
 * Call it in a process that has one thread and no children of its own: it
 * waits for any child, adopts orphans (PR_SET_CHILD_SUBREAPER) and forwards
 * signals that were meant for the command.
 */
#ifndef TRACER_H
#define TRACER_H

#include "options.h"

/* cffi: begin */
/* What went otherwise than without us, or is not in the recording. */
struct tracer_harm {
    int lost;       /* errno that ended the recording; 0: none */
    int own_tracer; /* the command failed to trace a process itself */
};

/* Run the command until its last process has ended, or a limit is reached
 * and all have been killed. Returns 0, the wait status of its first process,
 * and in *limit the name of the limit as it is recorded, or NULL; or -1 with
 * errno when it could not be traced, or EPIPE when nobody reads the records any
 * more; nothing that was started is left then.
 *
 * Where the records cannot be written for another reason, say a full disk, the
 * recording ends there, and harm->lost is the errno; 0: it is whole. The
 * command goes on, unless options->whole: then it is as with EPIPE.
 */
int
tracer_run(const struct tracer_options *options, int *status,
           const char **limit, struct tracer_harm *harm);
/* cffi: end */

#endif
