/* SPDX-License-Identifier: MIT */
/* process_handle.h: a join that survives. On Linux only, from 5.4 on.
 *
 *     #include <errno.h>
 *     #include <signal.h>
 *     #include <stdio.h>
 *
 *     #include "process_handle.h"
 *
 *     static int
 *     worker(void *argument)
 *     {
 *         return *(int *)argument;
 *     }
 *
 *     int
 *     main(void)
 *     {
 *         signal(SIGCHLD, SIG_IGN);
 *
 *         int status = 3;
 *         struct process_handle h = {.target = worker, .argument = &status};
 *         if (process_handle_start(&h) == -1) {
 *             perror("process_handle_start");
 *             return 1;
 *         }
 *         while (process_handle_join(&h, PROCESS_FOREVER) == -1)
 *             if (errno != EINTR) {
 *                 perror("process_handle_join");
 *                 return 1;
 *             }
 *         printf("exit code %d\n", process_handle_exitcode(&h));
 *         return process_handle_close(&h) == -1;
 *     }
 *
 * Build:  cc -Iprocess -Iprocess/linux -o example example.c \
 *             process/process*.c process/linux/process*.c
 * Prints: exit code 3
 *
 * Why it is there, beside process_join(): that is CPython's algorithm, which
 * waits for a pipe and then for a PID. The pipe says when its last holder has
 * ended, which may be a grandchild, or when the worker has executed a program.
 * And the status of a PID is given once, to whoever asks first; to nobody where
 * SIGCHLD is ignored; and then the number is another process's. A handle waits
 * for the process itself, by a pidfd, and the kernel says how it ended whoever
 * has reaped it.
 *
 * Three things make it whole:
 *
 *   - The gate. Between fork() and pidfd_open() the PID may already be
 *     another's, if the worker has ended and somebody, or SIGCHLD ignored, has
 *     reaped it. So the worker waits at a pipe until this process has its
 *     pidfd, and only then calls its target.
 *
 *   - Never a wait that blocks but ppoll() on the pidfd: exact to the timer's
 *     slack, and ended by every signal handler.
 *
 *   - Look, publish, reap. The worker's end is looked at and left in place,
 *     stored in one word, and then taken. Two threads that join one worker:
 *
 *         A: looks: exit 3                B: looks: exit 3
 *         A: publishes 3
 *         A: reaps                        B: publishes 3, which is there
 *                                         B: reaps: ECHILD, so A was first
 *
 *     or B comes so late that to look is ECHILD already. Then whoever reaped
 *     has published before: B reads the word again, and it is 3. If it is not
 *     there, a stranger has reaped, or it is another's child: the kernel is
 *     asked (PIDFD_GET_INFO). There is no lock, which a signal handler could
 *     find held by the thread that it interrupts.
 *
 * Before Linux 6.15 the kernel does not tell of what others have reaped. There,
 * and for another user's worker that its parent has not reaped when the time is
 * over, the end is known and the status is not: PROCESS_UNKNOWN. No function
 * says of a worker that has ended that it runs, but while a tracer (ptrace(2))
 * keeps the end from its parent.
 *
 * Errors: -1 with errno, as in process.h; EINTR is never hidden, and also not
 * turned into another wait by SA_RESTART.
 *
 * Threads and processes: any number may wait for one worker, and each learns
 * the same. What has the pidfd may use it: a forked copy of the struct, or one
 * with a `pidfd` that came over a socket (unix(7)) and `state` =
 * PROCESS_STARTED. One thread starts, and one closes, when no other uses it.
 *
 * Signal handlers may call what says so. Those functions make system calls
 * only, none of which waits without end unless it is asked to.
 *
 * A worker inherits the pidfds of those before it, as all that is open, unless
 * it executes a program. Of thousands they cost each of them a close(): a
 * worker may close_range() what it does not need.
 */
#ifndef PROCESS_HANDLE_H
#define PROCESS_HANDLE_H

#include <limits.h>
#include <sys/types.h>

#include "process.h"

/* A status or an exit code that nobody can tell. */
#define PROCESS_UNKNOWN INT_MIN

/* A worker. Members that you do not set must be zero. */
struct process_handle {
    /* Set these before process_handle_start(). */
    int (*target)(void *argument); /* its result is the exit status */
    void *argument;

    /* Read these after it. */
    int state; /* PROCESS_NEW, _STARTED or _CLOSED: its end is not in here */
    pid_t pid; /* for people: no function waits for it or signals it */
    int pidfd; /* is readable when the worker has ended; closed on exec */

    /* The library's own. */
    int end;    /* 0 until it is known */
    int in_set; /* process_set.h */
};

/* Start the worker by fork(): it calls target(argument), flushes stdout and
 * stderr and ends by _exit(). Both streams are flushed here before.
 *
 * Returns 0; or -1 with errno, and there is neither worker nor descriptor:
 * EINVAL (no target, started already), ESRCH (the worker was killed before it
 * was begun), ENOSYS (before Linux 5.3), or that of pipe(), fork() or
 * pidfd_open(): EAGAIN, EMFILE, ENFILE, ENOMEM. */
int
process_handle_start(struct process_handle *h);

/* Take on a process that other code has started; only its parent knows for sure
 * that the PID is still its.
 *
 * Returns 0; or -1 with errno: EINVAL (the struct is in use, no such PID),
 * ESRCH (it has been reaped), EMFILE, ENFILE, ENOMEM, ENOSYS. */
int
process_handle_open(struct process_handle *h, pid_t pid);

/* Wait until the worker has ended, at most `timeout` seconds; a negative one,
 * and more than a billion, is for ever. Returns 1 when it has ended; 0 when the
 * time was over first; or -1 with errno: EINTR, EINVAL (not started, closed, or
 * the timeout is not a number). Signal handlers may call it. */
int
process_handle_join(struct process_handle *h, double timeout);

/* Look whether the worker has ended. Returns as process_handle_join() does;
 * never waits. Signal handlers may call it. */
int
process_handle_poll(struct process_handle *h);

/* The status word of a worker whose end was joined, and its exit code: the exit
 * status, or -N after signal N. PROCESS_UNKNOWN before, and where nobody can
 * tell. Signal handlers may call both. */
int
process_handle_status(const struct process_handle *h);

int
process_handle_exitcode(const struct process_handle *h);

/* Send a signal: to the worker or to nobody, whoever may have its PID by now.
 * Returns 0, also when it had ended before; or -1 with errno: EINVAL (not
 * started, closed, no signal), EPERM. Signal handlers may call it. */
int
process_handle_send_signal(struct process_handle *h, int signal);

/* Close the pidfd, if the worker's end is known or it was not started. Returns
 * 0, and again for a closed one; or -1 with errno: EBUSY (it may still run, or
 * is in a set). */
int
process_handle_close(struct process_handle *h);

/* Close the pidfd, whatever the worker does; it must be in no set. A child that
 * is not waited for is a zombie once it ends, as long as this process lives. */
void
process_handle_release(struct process_handle *h);

#endif
