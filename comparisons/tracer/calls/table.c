#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "calls/table.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "calls/decode.h"

#define CALL(name, class, enter, leave, ...)                                   \
    {SYS_##name, #name, class, enter, leave, __VA_ARGS__}
#define PLAIN .descriptor = false
#define FD .descriptor = true
#define FD_IDLE .descriptor = true, .idle = true
#define ENTER_ONLY .enter_only = true
#define EVENT .event = true
#define WRITING(argument) .conditions = {{ANY_BIT, argument, O_ACCMODE, 0, 0}}

static const uint32_t fcntl_commands[] = {
    F_DUPFD,  F_DUPFD_CLOEXEC, F_SETFD,      F_SETLK,
    F_SETLKW, F_OFD_SETLK,     F_OFD_SETLKW,
};

/* Machines that came later lack the calls that others replace: #ifdef. */
const struct call calls[] = {
    CALL(clone, "create", enter_clone, NULL, EVENT),
#ifdef SYS_clone3
    CALL(clone3, "create", enter_clone3, NULL, EVENT),
#endif
#ifdef SYS_fork
    CALL(fork, "create", NULL, NULL, EVENT),
#endif
#ifdef SYS_vfork
    CALL(vfork, "create", enter_vfork, NULL, EVENT),
#endif
    CALL(execve, "exec", enter_execve, NULL, PLAIN),
    CALL(execveat, "exec", enter_execveat, NULL, PLAIN),
    CALL(exit, "exit", enter_exit, NULL, ENTER_ONLY, EVENT),
    CALL(exit_group, "exit", enter_exit, NULL, ENTER_ONLY, EVENT),
    CALL(wait4, "wait", enter_wait4, leave_wait4, PLAIN),
    CALL(waitid, "wait", enter_waitid, leave_waitid, PLAIN),
#ifdef SYS_poll
    CALL(poll, "poll", NULL, leave_poll, PLAIN),
#endif
    CALL(ppoll, "poll", NULL, leave_poll, PLAIN),
#ifdef SYS_select
    CALL(select, "poll", NULL, leave_select, PLAIN),
#endif
    CALL(pselect6, "poll", NULL, leave_select, PLAIN),
#ifdef SYS_epoll_wait
    CALL(epoll_wait, "poll", NULL, leave_epoll, FD),
#endif
    CALL(epoll_pwait, "poll", NULL, leave_epoll, FD),
#ifdef SYS_epoll_pwait2
    CALL(epoll_pwait2, "poll", NULL, leave_epoll, FD),
#endif
    CALL(read, "read", NULL, NULL, FD_IDLE),
    CALL(readv, "read", NULL, NULL, FD_IDLE),
    CALL(pread64, "read", NULL, NULL, FD_IDLE),
    CALL(preadv, "read", NULL, NULL, FD_IDLE),
    CALL(recvfrom, "read", NULL, NULL, FD),
    CALL(recvmsg, "read", NULL, leave_recvmsg, FD),
    CALL(recvmmsg, "read", NULL, NULL, FD),
    CALL(write, "write", NULL, leave_write, FD),
    CALL(writev, "write", NULL, leave_writev, FD),
    CALL(pwrite64, "write", NULL, leave_write, FD),
    CALL(pwritev, "write", NULL, leave_writev, FD),
    CALL(sendto, "write", NULL, leave_write, FD),
    CALL(sendmsg, "write", NULL, leave_sendmsg, FD),
    CALL(sendmmsg, "write", NULL, NULL, FD),
    CALL(sendfile, "write", NULL, NULL, FD),
    CALL(splice, "write", NULL, NULL, FD),
    CALL(tee, "write", NULL, NULL, FD),
    CALL(vmsplice, "write", NULL, NULL, FD),
#ifdef SYS_copy_file_range
    CALL(copy_file_range, "write", NULL, NULL, FD),
#endif
    CALL(close, "fd", NULL, NULL, FD_IDLE),
#ifdef SYS_close_range
    CALL(close_range, "fd", enter_close_range, NULL, PLAIN),
#endif
    CALL(dup, "fd", NULL, leave_fd, FD),
#ifdef SYS_dup2
    CALL(dup2, "fd", enter_dup2, leave_dup2, FD),
#endif
    CALL(dup3, "fd", enter_dup2, leave_dup2, FD),
    CALL(fcntl, "fd", enter_fcntl, leave_fd, FD,
         .conditions = {{ONE_OF, 1, 0, fcntl_commands,
                         sizeof fcntl_commands / sizeof *fcntl_commands}}),
#ifdef SYS_pipe
    CALL(pipe, "fd", NULL, leave_pipe, PLAIN),
#endif
    CALL(pipe2, "fd", NULL, leave_pipe, PLAIN),
    CALL(socketpair, "fd", NULL, leave_socketpair, PLAIN),
#ifdef SYS_open
    CALL(open, "fd", enter_open, leave_fd, WRITING(1)),
#endif
#ifdef SYS_creat
    CALL(creat, "fd", enter_open, leave_fd, PLAIN),
#endif
    CALL(openat, "fd", enter_openat, leave_fd, WRITING(2)),
    CALL(socket, "connect", NULL, leave_fd, PLAIN),
    CALL(bind, "connect", enter_connect, NULL, FD),
    CALL(listen, "connect", NULL, NULL, FD),
    CALL(accept, "connect", NULL, leave_fd, FD),
    CALL(accept4, "connect", NULL, leave_fd, FD),
    CALL(connect, "connect", enter_connect, NULL, FD),
    CALL(shutdown, "connect", NULL, NULL, FD),
    CALL(kill, "kill", enter_kill, NULL, PLAIN),
    CALL(tkill, "kill", enter_kill, NULL, PLAIN),
    CALL(tgkill, "kill", enter_tgkill, NULL, PLAIN),
    CALL(rt_sigqueueinfo, "kill", enter_kill, NULL, PLAIN),
    CALL(rt_tgsigqueueinfo, "kill", enter_tgkill, NULL, PLAIN),
#ifdef SYS_pidfd_open
    CALL(pidfd_open, "kill", enter_pidfd_open, leave_fd, PLAIN),
#endif
#ifdef SYS_pidfd_send_signal
    CALL(pidfd_send_signal, "kill", enter_pidfd_send, NULL, FD),
#endif
    CALL(nanosleep, "sleep", enter_nanosleep, NULL, PLAIN),
    CALL(clock_nanosleep, "sleep", enter_clock_nanosleep, NULL, PLAIN),
    /* Without FUTEX_PRIVATE_FLAG another process may see it. */
    CALL(futex, "futex", NULL, NULL, ENTER_ONLY,
         .conditions = {{NO_BIT, 1, FUTEX_PRIVATE_FLAG, 0, 0}}),
    CALL(mmap, "memory", enter_mmap, NULL, ENTER_ONLY,
         .conditions = {{ANY_BIT, 3, MAP_SHARED, 0, 0},
                        {ANY_BIT, 2, PROT_WRITE, 0, 0}}),
    CALL(shmat, "memory", NULL, NULL, ENTER_ONLY),
    CALL(flock, "lock", NULL, NULL, FD, ENTER_ONLY),
    /* The kernel itself goes on with an interrupted call; its class is that
     * of the call. */
    CALL(restart_syscall, "sleep", NULL, NULL, PLAIN),
};

const size_t calls_count = sizeof calls / sizeof calls[0];

const struct call *
call_find(uint64_t number)
{
    enum { SIZE = 1024 };
    static const struct call *by_number[SIZE];
    if (by_number[SYS_execve] == NULL)
        for (size_t i = 0; i < calls_count; i++)
            if (calls[i].number < SIZE)
                by_number[calls[i].number] = &calls[i];
    return number < SIZE ? by_number[number] : NULL;
}

static bool
holds(const struct condition *condition, const uint64_t arguments[6])
{
    uint32_t value = (uint32_t)arguments[condition->argument];
    switch (condition->test) {
    case ALWAYS:
        return true;
    case ANY_BIT:
        return (value & condition->bits) != 0;
    case NO_BIT:
        return (value & condition->bits) == 0;
    case ONE_OF:
        for (unsigned i = 0; i < condition->n; i++)
            if (condition->values[i] == value)
                return true;
        return false;
    }
    return false;
}

bool
call_matters(const struct call *call, const uint64_t arguments[6])
{
    return holds(&call->conditions[0], arguments) &&
           holds(&call->conditions[1], arguments);
}
