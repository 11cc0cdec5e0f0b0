/* SPDX-License-Identifier: MIT */
/* process.h: what multiprocessing.Process does in start() and join(), in C.
 *
 *     #include <errno.h>
 *     #include <stdio.h>
 *
 *     #include "process.h"
 *
 *     static int
 *     worker(void *argument)
 *     {
 *         printf("%s from the worker\n", (char *)argument);
 *         return 3;
 *     }
 *
 *     static const struct process_worker workers[] = {{"worker", worker},
 *                                                     {NULL, NULL}};
 *
 *     int
 *     main(int argc, char **argv)
 *     {
 *         process_main(argc, argv, workers);
 *
 *         char text[] = "hello";
 *         struct process p = {
 *             .target = worker, .argument = text, .size = sizeof text};
 *         if (process_start(&p) == -1) {
 *             perror("process_start");
 *             return 1;
 *         }
 *         while (process_join(&p, PROCESS_FOREVER) == -1)
 *             if (errno != EINTR) {
 *                 perror("process_join");
 *                 return 1;
 *             }
 *         printf("exit code %d\n", p.exitcode);
 *         return process_close(&p) == -1;
 *     }
 *
 * Build:  cc -Iprocess -o example example.c process/process*.c
 * Run:    ./example
 *         PROCESS_START_METHOD=spawn ./example
 *         PROCESS_START_METHOD=forkserver ./example
 * Prints: hello from the worker
 *         exit code 3
 *
 * Each function is CPython's algorithm, named where it is defined, and has its
 * faults too: process_join() with a timeout waits for the sentinel, and then
 * for the worker without a timeout; linux/process_handle.h has a join without
 * these. What it leaves out: the resource tracker (there is nothing to track),
 * the list of all children, which start() polls and the interpreter joins at
 * its end, and every assert: it does what CPython does under -O.
 *
 * Errors: -1 with errno. Nothing here prints, nothing ends the caller, and a
 * function that fails leaves no descriptor and no worker. EINTR is never
 * hidden: a signal handler has run, call again.
 *
 * Threads: any number, on different structs. Several may wait for one worker,
 * with what that does in CPython: one gets the status, the others ECHILD; or,
 * under forkserver, an exit code of 255.
 *
 * Signal handlers may call process_join(), process_poll() and the functions
 * that send signals, and no other.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* For the functions that wait: no timeout. */
#define PROCESS_FOREVER (-1.0)

/* The most that an argument may have under spawn and forkserver, in bytes: it
 * goes through a pipe that must take it at once. */
#define PROCESS_ARGUMENT_MAX 3840

/* cffi: begin */
enum process_method {
    PROCESS_DEFAULT,    /* $PROCESS_START_METHOD; fork without that */
    PROCESS_FORK,       /* a copy of this process */
    PROCESS_SPAWN,      /* a new image of this program */
    PROCESS_FORKSERVER, /* a copy of a server, which is a new image */
};

enum process_state {
    PROCESS_NEW,
    PROCESS_STARTED,
    PROCESS_ENDED, /* its end is known: it has been reaped */
    PROCESS_CLOSED,
};

/* A worker. Members that you do not set must be zero.
 *
 * A worker that other code has started can be waited for, too: set
 * `method`, `pid`, `sentinel` and `state` = PROCESS_STARTED. Its descriptors
 * are not closed here. */
struct process {
    /* Set these before process_start(). */
    int (*target)(void *argument); /* its result is the exit status */
    void *argument; /* fork: this pointer; else a copy of `size` bytes */
    size_t size;    /* of the argument; fork: not used */
    int method;     /* enum process_method */

    /* Read these after it. The descriptors belong to the struct, but not to a
     * forked copy of it: only who started the worker closes them. */
    pid_t parent_pid;
    int state;    /* enum process_state */
    pid_t pid;    /* forkserver: a child of the server */
    int sentinel; /* is readable when the worker has ended */
    int lifeline; /* in the parent: kept open, or -1; in a forked worker:
                     is readable when the parent has ended */
    int status;   /* PROCESS_ENDED: the status word; forkserver: -1, only the
                     server has it */
    int exitcode; /* PROCESS_ENDED: the exit status, or -N after signal N */
};

/* Start the worker: it calls target(argument), flushes stdout and stderr and
 * ends by _exit(), or under spawn by exit(). Both streams are flushed here
 * before.
 * Call it once, in a state of PROCESS_NEW; after an error the state is that
 * again. Under fork the worker of a process with threads may call only what
 * is async-signal-safe (POSIX): that is up to `target`.
 *
 * Returns 0; or -1 with errno: EINVAL (no target, no such method, started
 * already), ENOENT (spawn, forkserver: process_main() was given no name for
 * the target), E2BIG (the argument), EPIPE (forkserver: the server ended
 * instead; the next call starts another), or that of pipe(), fork() or
 * posix_spawn(): EAGAIN, EMFILE, ENFILE, ENOMEM.
 */
int
process_start(struct process *p);

/* Wait until the worker has ended, at most `timeout` seconds; a negative one is
 * for ever. Returns 1 when it has ended, and `status` and `exitcode` are set;
 * 0 when the time was over first; or -1 with errno: EINTR, EINVAL (not started,
 * closed, or the timeout is not a number), ECHILD (another wait took its
 * status, SIGCHLD was ignored, or it is no child of this process). */
int
process_join(struct process *p, double timeout);

/* Look whether the worker has ended. Returns as process_join() does; never
 * waits. */
int
process_poll(struct process *p);

/* Wait until any sentinel of `n` started workers is ready, at most `timeout`
 * seconds; a negative one is for ever. Moves the workers whose sentinel is
 * ready to the front of `many`, in their order, and returns their number; 0
 * when the time was over first; or -1 with errno: EINTR, EINVAL (a worker that
 * was not started or is closed, or as for process_sentinels_wait()), ENOMEM. It
 * reaps no worker: join those that it found. */
int
process_wait_any(struct process **many, size_t n, double timeout);

/* Wait until any of `n` descriptors is ready, at most `timeout` seconds; a
 * negative one is for ever. A sentinel is ready when its worker has ended, a
 * pipe or a socket when there is something to read or its other end is closed.
 * As poll() has it, a descriptor that is not open is ready, and a negative one
 * never is.
 *
 * Writes the indices of the ready ones to `ready`, which has room for `n`, in
 * ascending order, and returns their number; 0 when the time was over first; or
 * -1 with errno: EINTR, EINVAL (the timeout is not a number, or `n` is more
 * than RLIMIT_NOFILE), ENOMEM. It reads nothing and reaps no worker. */
int
process_sentinels_wait(const int *fds, size_t n, double timeout, size_t *ready);

/* Send a signal, unless the worker's end is known. SIGTERM and SIGKILL have
 * names. Returns 0, also when the worker had ended before; or -1 with errno:
 * EINVAL (not started, closed, no signal), EPERM. */
int
process_send_signal(struct process *p, int signal);

int
process_terminate(struct process *p);

int
process_kill(struct process *p);

/* Close the struct's descriptors, if its worker has ended or was not started.
 * Returns 0, and again for a closed one; or -1 with errno: EBUSY (the worker
 * may still run). */
int
process_close(struct process *p);

/* Close the struct's descriptors, whatever the worker does. It is not waited
 * for: once it ends it is a zombie, as long as this process lives. */
void
process_release(struct process *p);
/* cffi: end */

/* A function that spawn and forkserver can start, and its name: the name is
 * what the new image is told, as Python pickles a function. */
struct process_worker {
    const char *name;
    int (*target)(void *argument);
};

/* Call it first in main(), as a Python program has its `if __name__ ==
 * "__main__"`. It returns in the program itself. In a new image that
 * process_start() has made of it, it runs the worker or the fork server, and
 * does not return. `workers` ends with a name of NULL and is kept, not
 * copied. */
void
process_main(int argc, char **argv, const struct process_worker *workers);

#endif
