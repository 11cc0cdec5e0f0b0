#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "forward_signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "proc/status.h"

/* What a signal handler can reach must be static: one recording at a time. */
static volatile sig_atomic_t root_pid, root_stopped, asked_to_stop,
    asked_to_end;
static struct sigaction before[_NSIG];

static bool
concerns_us(int number)
{
    switch (number) {
    case SIGKILL: /* cannot be caught */
    case SIGSTOP:
    case SIGCHLD: /* comes with every stop */
    case SIGSEGV: /* our own mistakes */
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGTRAP:
    case SIGABRT:
    case SIGSYS:
        return false;
    default:
        return true;
    }
}

static void
stop(void)
{
    asked_to_stop = 0;
    raise(SIGSTOP);
}

/* Whether a process of the command sent this: to its group, thus to the root
 * as well, or to its parent, who without us would be somebody else. It cannot
 * have ended yet: for that it needs us, its tracer. */
static bool
from_command(const siginfo_t *info)
{
    return status_number(info->si_pid, "TracerPid:", 10) == (uint64_t)getpid();
}

/* Whether the root has just got this signal too, since somebody sent it to the
 * group: it is pending, or the root has stopped for it. A signal that is
 * pending cannot come twice, unless it is a real-time one. */
static bool
root_has(int number)
{
    pid_t root = (pid_t)root_pid;
    siginfo_t info = {0};
    uint64_t bit = (uint64_t)1 << (number - 1);
    if (number >= SIGRTMIN)
        return false;
    if (((status_number(root, "SigPnd:", 16) |
          status_number(root, "ShdPnd:", 16)) &
         bit) != 0)
        return true;
    return ptrace(PTRACE_GETSIGINFO, root, 0, &info) == 0 &&
           info.si_signo == number;
}

/* A race that the handler loses is run again: a sleep that began right after
 * the handler had looked ends by the next SIGALRM. */
static void
wake(bool again)
{
    struct itimerval often = {{0, 10000}, {0, 10000}}, never = {0};
    setitimer(ITIMER_REAL, again ? &often : &never, NULL);
}

static void
handle(int number, siginfo_t *info, void *context)
{
    int saved = errno;
    (void)context;
    if (root_pid == 0) {
        if (number == SIGTERM || number == SIGINT || number == SIGHUP ||
            number == SIGQUIT) {
            asked_to_end = 1;
            wake(true);
        }
        errno = saved;
        return;
    }
    if (number == SIGTSTP || number == SIGTTIN || number == SIGTTOU)
        asked_to_stop = 1;
    if (info->si_code <= 0 && (number != SIGCONT || root_stopped) &&
        !from_command(info) && !root_has(number)) {
        if (info->si_code == SI_QUEUE)
            syscall(SYS_rt_sigqueueinfo, (pid_t)root_pid, number, info);
        else
            kill((pid_t)root_pid, number);
    }
    if (asked_to_stop && root_stopped)
        stop();
    errno = saved;
}

void
forward_start(pid_t root)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO};
    sigset_t alarm;
    action.sa_sigaction = handle;
    sigfillset(&action.sa_mask);
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM); /* ours too: see wake() */
    sigprocmask(SIG_UNBLOCK, &alarm, NULL);
    root_pid = root;
    root_stopped = asked_to_stop = asked_to_end = 0;
    for (int number = 1; number < _NSIG; number++) {
        if (!concerns_us(number) ||
            sigaction(number, NULL, &before[number]) == -1)
            continue;
        if (before[number].sa_handler != SIG_IGN || number == SIGALRM)
            sigaction(number, &action, NULL);
    }
}

void
forward_end(void)
{
    wake(false);
    for (int number = 1; number < _NSIG; number++)
        if (concerns_us(number))
            sigaction(number, &before[number], NULL);
    root_pid = 0;
}

void
forward_root_stopped(bool stopped)
{
    root_stopped = stopped;
    if (!stopped)
        asked_to_stop = 0;
    else if (asked_to_stop)
        stop();
}

void
forward_root_ended(void)
{
    root_pid = 0;
}

bool
forward_end_wanted(void)
{
    if (asked_to_end)
        wake(false);
    return asked_to_end;
}
