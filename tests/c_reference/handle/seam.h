/* SPDX-License-Identifier: MIT */
/* What the library calls, seen and delayed: linked with --wrap for each. */
#ifndef SEAM_H
#define SEAM_H

#include <poll.h>
#include <sys/types.h>

/* All are NULL or 0 until a test sets them. */
struct seam {
    void (*waits)(void);         /* before waitpid() or ppoll() can block */
    void (*waits_reaped)(void);  /* before ppoll() waits for POLLHUP alone */
    void (*forked)(pid_t child); /* in the parent, after fork() */
    void (*opened)(void);        /* after pidfd_open() */
    void (*seen)(void);          /* once: after the end was seen first */
    int no_proc;                 /* open() of a file in /proc fails */
    int in_waitpid;              /* a blocking waitpid() has begun */
    long long asked;             /* the longest timeout, in nanoseconds */
    pid_t watched;               /* kill() of this PID ... */
    int watched_is_told;         /* ... has been called */
};

extern struct seam seam;

/* The calls themselves, for tests. */
pid_t
__real_waitpid(pid_t pid, int *status, int options);
int
__real_kill(pid_t pid, int signal);

/* From now on, in this process and those it makes: the ioctl PIDFD_GET_INFO is
 * not known, as on Linux before 6.13; a system call fails with that errno. */
void
refuse_info(void);
void
refuse(int number, int error);

/* As _exit(); a test of coverage needs what was counted. */
_Noreturn void
leave(int status);

#endif
