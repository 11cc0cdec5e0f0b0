#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* syscall() */
#endif
/* SPDX-License-Identifier: MIT */
#include "process_pidfd.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* glibc has these calls, and this name, only from 2.36 on. */
#define ID_OF_PIDFD ((idtype_t)3) /* P_PIDFD */

int
pidfd_from_pid(pid_t pid)
{
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int
pidfd_send(int pidfd, int signal)
{
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int
pidfd_is_reaped(int pidfd)
{
    return pidfd_send(pidfd, 0) == -1 && errno == ESRCH;
}

/* wait(2) has the status in two parts, and waitpid() in one. */
static int
status_word(const siginfo_t *end)
{
    switch (end->si_code) {
    case CLD_EXITED:
        return W_EXITCODE(end->si_status & 0xff, 0);
    case CLD_DUMPED:
        return W_EXITCODE(0, end->si_status) | WCOREFLAG;
    default: /* CLD_KILLED */
        return W_EXITCODE(0, end->si_status);
    }
}

int
pidfd_take(int pidfd, int options, int *status)
{
    siginfo_t end = {0};
    options |= WEXITED | WNOHANG | __WALL;
    if (waitid(ID_OF_PIDFD, (id_t)pidfd, &end, options) == -1)
        return -1;
    if (end.si_pid == 0)
        return 0;
    *status = status_word(&end);
    return 1;
}
