#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "quiet.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "calls/table.h"
#include "hold.h"
#include "proc/fd.h"
#include "proc/memory.h"
#include "proc/status.h"
#include "session.h"

enum { FUTEX_COMMAND = 0x7f, LINE_SIZE = 512 };

/* A running hash (FNV-1a): what two looks have seen is only compared. */
static void
mix(uint64_t *seen, const char *text)
{
    for (; *text != '\0'; text++)
        *seen = (*seen ^ (unsigned char)*text) * 1099511628211U;
    *seen *= 1099511628211U; /* the end counts, too */
}

/* Whether a socket is a unix one, so that only a process of this machine can
 * be at its other end. */
static bool
is_unix_socket(pid_t tid, const char *object)
{
    char path[64], line[LINE_SIZE], number[32];
    snprintf(path, sizeof path, "/proc/%d/net/unix", (int)tid);
    snprintf(number, sizeof number, " %llu",
             strtoull(object + sizeof "socket:[" - 1, NULL, 10));
    FILE *file = fopen(path, "re");
    bool found = false;
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        size_t n = strlen(number);
        const char *at = strstr(line, number);
        found = at != NULL && (at[n] == '\n' || at[n] == ' ');
    }
    if (file != NULL)
        fclose(file);
    return found;
}

/* Whether what happens to a descriptor is done by the program alone. */
static bool
is_inner(const struct session *session, pid_t tid, int fd, bool writes)
{
    char object[OBJECT_SIZE];
    if (fd_object(tid, fd, object) == 0)
        return false;
    if (session->holds->input != NULL &&
        strcmp(object, session->holds->input) == 0)
        return false;
    for (int i = 1; i < STREAMS && writes; i++)
        if (session->streams[i] != NULL &&
            strcmp(object, session->streams[i]) == 0)
            return false;
    return strncmp(object, "pipe:[", 6) == 0 ||
           strncmp(object, EVENTFD_NAME, sizeof EVENTFD_NAME - 1) == 0 ||
           strcmp(object, "anon_inode:[pidfd]") == 0 ||
           strncmp(object, "pidfd:", 6) == 0 ||
           (strncmp(object, "socket:[", 8) == 0 && is_unix_socket(tid, object));
}

static bool
add(const struct session *session, pid_t tid, int fd, bool writes,
    struct blocked *blocked)
{
    if (!is_inner(session, tid, fd, writes))
        return false;
    if (blocked->count < WAITED_FDS)
        blocked->fds[blocked->count++] = fd;
    return true;
}

static bool
polls_inner(const struct session *session, pid_t tid, uint64_t address,
            uint64_t count, struct blocked *blocked)
{
    struct pollfd fds[64];
    if (count > sizeof fds / sizeof fds[0] ||
        memory_read(tid, address, fds, (size_t)count * sizeof fds[0]) == -1)
        return false;
    for (uint64_t i = 0; i < count; i++)
        if (fds[i].fd >= 0 &&
            !add(session, tid, fds[i].fd, fds[i].events & POLLOUT, blocked))
            return false;
    return true;
}

static bool
selects_inner(const struct session *session, pid_t tid,
              const uint64_t arguments[6], struct blocked *blocked)
{
    enum { READS, WRITES, SETS = 3 };
    fd_set sets[SETS];
    int count = (int)arguments[0];
    if (count > FD_SETSIZE)
        return false;
    for (int i = 0; i < SETS; i++) {
        FD_ZERO(&sets[i]);
        size_t size = ((size_t)count + 63) / 64 * 8;
        if (arguments[i + 1] != 0 && size > 0 &&
            memory_read(tid, arguments[i + 1], &sets[i], size) == -1)
            return false;
        for (int fd = 0; fd < count; fd++)
            if (FD_ISSET(fd, &sets[i]) &&
                !add(session, tid, fd, i == WRITES, blocked))
                return false;
    }
    return true;
}

/* /proc/PID/fdinfo/N of an epoll has "tfd:        5 events: ..." of each. */
static bool
epoll_inner(const struct session *session, pid_t tid, int epoll,
            struct blocked *blocked)
{
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", epoll);
    ssize_t n = proc_read(tid, name, text, sizeof text);
    if (n <= 0 || n == sizeof text - 1)
        return false;
    for (const char *at = text; (at = strstr(at, "tfd:")) != NULL;) {
        at += sizeof "tfd:" - 1;
        if (!add(session, tid, (int)strtol(at, NULL, 10), false, blocked))
            return false;
    }
    return true;
}

/* Whether nothing ends a call but what somebody in the program does. */
static bool
waits_inner(const struct session *session, const struct tracee *tracee,
            long number, const uint64_t arguments[6], struct blocked *blocked)
{
    pid_t tid = tracee->tid;
    switch (number) {
    case SYS_wait4:
        if ((pid_t)arguments[0] > 0)
            blocked->child = (pid_t)arguments[0];
        return !(arguments[2] & WNOHANG);
    case SYS_waitid:
        if ((idtype_t)arguments[0] == P_PID)
            blocked->child = (pid_t)arguments[1];
        return !(arguments[3] & WNOHANG);
#ifdef SYS_poll
    case SYS_poll:
        return (int)arguments[2] < 0 &&
               polls_inner(session, tid, arguments[0], arguments[1], blocked);
#endif
    case SYS_ppoll:
        return arguments[2] == 0 &&
               polls_inner(session, tid, arguments[0], arguments[1], blocked);
#ifdef SYS_select
    case SYS_select:
#endif
    case SYS_pselect6:
        return arguments[4] == 0 &&
               selects_inner(session, tid, arguments, blocked);
#ifdef SYS_epoll_wait
    case SYS_epoll_wait:
#endif
    case SYS_epoll_pwait:
        return (int)arguments[3] < 0 &&
               epoll_inner(session, tid, (int)arguments[0], blocked);
    case SYS_read:
    case SYS_readv:
    case SYS_recvfrom:
    case SYS_recvmsg:
    case SYS_accept:
    case SYS_accept4:
        return add(session, tid, (int)arguments[0], false, blocked);
    case SYS_write:
    case SYS_writev:
    case SYS_sendto:
    case SYS_sendmsg:
    case SYS_connect:
        return add(session, tid, (int)arguments[0], true, blocked);
    case SYS_futex: {
        uint64_t command = arguments[1] & FUTEX_COMMAND;
        /* FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI */
        return (command == 0 || command == 9 || command == 6) &&
               arguments[3] == 0;
    }
#ifdef SYS_pause
    case SYS_pause:
#endif
    case SYS_rt_sigsuspend:
        return true;
    case SYS_rt_sigtimedwait:
        return arguments[2] == 0;
    default:
        return false;
    }
}

/* Whether a process surely has no timer of timer_create(2). Those of
 * alarm and setitimer no file shows: their calls are recorded (hold.c). */
static bool
has_no_timer(const struct tracee *tracee)
{
    char timers[PROC_FILE_SIZE];
    return proc_read(tracee->tid, "timers", timers, sizeof timers) == 0;
}

bool
quiet_blocked(struct session *session, const struct tracee *tracee,
              struct blocked *blocked, uint64_t *seen)
{
    char stat[PROC_FILE_SIZE], syscall[PROC_FILE_SIZE], ran[PROC_FILE_SIZE];
    const struct hold *hold = tracee->hold;
    uint64_t arguments[6] = {0};
    if (hold == NULL || !hold->born ||
        proc_read(tracee->tid, "stat", stat, sizeof stat) <= 0)
        return false;
    if (proc_state(stat) == 'Z') {
        mix(seen, "Z");
        return true; /* the other threads of its process go on */
    }
    if (hold->exiting ||
        proc_read(tracee->tid, "syscall", syscall, sizeof syscall) <= 0 ||
        proc_read(tracee->tid, "schedstat", ran, sizeof ran) <= 0)
        return false;
    mix(seen, syscall);
    mix(seen, ran);
    char *at = syscall;
    if (*at < '0' || *at > '9')
        return false; /* running; or in none */
    long number = strtol(at, &at, 10);
    for (int i = 0; i < 6; i++)
        arguments[i] = strtoull(at, &at, 16);
    blocked->call = call_find((uint64_t)number)->name;
    if (hold->in_vfork) /* else it was woken, and has not run yet */
        return proc_state(stat) == 'D' || proc_state(stat) == 'S';
    return proc_state(stat) == 'S' &&
           waits_inner(session, tracee, number, arguments, blocked) &&
           has_no_timer(tracee);
}

bool
quiet_look(struct session *session, uint64_t *seen)
{
    struct tracee *tracee = NULL;
    if (session->holds->timers || session->awaiting_creation > 0)
        return false;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL) {
        struct blocked blocked = {0};
        if (!hold_is_held(tracee) &&
            !quiet_blocked(session, tracee, &blocked, seen))
            return false;
    }
    return true;
}
