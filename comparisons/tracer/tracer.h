/* SPDX-License-Identifier: MIT */
/* The tracer: runs a command under ptrace and writes what its process tree
 * does, as JSON Lines (joinscope/recording/1, evidence `syscalls`).
 *
 * Call it in a process that has one thread and no children of its own: it
 * waits for any child, adopts orphans (PR_SET_CHILD_SUBREAPER) and forwards
 * signals that were meant for the command.
 */
#ifndef TRACER_H
#define TRACER_H

/* cffi: begin */
struct tracer_options {
    const char *const *command; /* ends with NULL */
    int records;                /* descriptor that gets the records */
    int streams[3]; /* the command's 0, 1, 2 (closed here); -1: ours */
    int drains[2];  /* other ends of 1 and 2, read and dropped; or -1 */
    int cancel_fd;  /* a pipe's end: when the other is closed, by whatever end
                       of its owner, all is killed; or -1 */
    int foreground; /* a process group of its own, in the foreground of
                       the terminal that is its standard output */
    int all_calls;  /* no seccomp filter: slower, but without
                       no_new_privs */
    int tracees;    /* limit: traced threads alive at a time */
    long long deadline; /* limit: ns that the run may take; 0: none */
    long long output;   /* limit: bytes of output that are recorded */
    int flood;          /* whether more output than that ends the run */
};

/* Run the command until its last process has ended, or a limit is reached
 * and all have been killed. Returns 0, the wait status of its first process,
 * and in *limit the name of the limit as it is recorded, or NULL; or -1 with
 * errno when it could not be traced, or EPIPE when the records could not be
 * written; nothing that was started is left then.
 */
int
tracer_run(const struct tracer_options *options, int *status,
           const char **limit);

/* Try to trace a child of the calling process. Returns 0 if that works; -1
 * with errno if not, and in *tracer the PID of who traces it already, or 0.
 */
int
tracer_probe(int *tracer);

/* The name of a system call by its number on this machine, and in *class its
 * class in recordings, or NULL; NULL if it is none that matters.
 */
const char *
tracer_call_name(long number, const char **class);
/* cffi: end */

#endif
