#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Tried for real, on a throw-away child. */
#include "probe.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"
#include "proc/status.h"

static int
try(pid_t pid)
{
    struct __ptrace_syscall_info info;
    int status;
    if (ptrace(PTRACE_SEIZE, pid, 0, ptrace_options) == -1 ||
        ptrace(PTRACE_INTERRUPT, pid, 0, 0) == -1)
        return -1;
    while (waitpid(pid, &status, __WALL) == -1)
        if (errno != EINTR)
            return -1;
    return ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) == -1 ? -1
                                                                          : 0;
}

int
tracer_probe(int *tracer)
{
    *tracer = 0;
    pid_t caller = getpid(), pid = fork();
    if (pid == -1)
        return -1;
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        while (getppid() == caller)
            pause();
        _exit(0);
    }
    int result = try(pid), error = errno;
    if (result == -1)
        *tracer = (int)status_number(pid, "TracerPid:", 10);
    launch_undo(pid);
    errno = error;
    return result;
}
