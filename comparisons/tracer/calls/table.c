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
    {SYS_##name, #name, CLASS_##class, enter, leave, __VA_ARGS__}
#define PLAIN .descriptor = false
#define FD .descriptor = true
#define FD_AT(argument) .descriptor = true, .fd_argument = argument
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
    CALL(clone, CREATE, enter_clone, NULL, EVENT),
#ifdef SYS_clone3
    CALL(clone3, CREATE, enter_clone3, NULL, EVENT),
#endif
#ifdef SYS_fork
    CALL(fork, CREATE, enter_fork, NULL, EVENT),
#endif
#ifdef SYS_vfork
    CALL(vfork, CREATE, enter_vfork, NULL, EVENT),
#endif
    CALL(execve, EXEC, enter_execve, NULL, PLAIN),
    CALL(execveat, EXEC, enter_execveat, NULL, PLAIN),
    CALL(exit, EXIT, enter_exit, NULL, ENTER_ONLY, EVENT),
    CALL(exit_group, EXIT, enter_exit, NULL, ENTER_ONLY, EVENT),
    CALL(wait4, WAIT, enter_wait4, leave_wait4, PLAIN),
    CALL(waitid, WAIT, enter_waitid, leave_waitid, PLAIN),
#ifdef SYS_poll
    CALL(poll, POLL, enter_poll, leave_poll, PLAIN),
#endif
    CALL(ppoll, POLL, enter_ppoll, leave_poll, PLAIN),
#ifdef SYS_select
    CALL(select, POLL, enter_select, leave_select, PLAIN),
#endif
    CALL(pselect6, POLL, enter_pselect6, leave_select, PLAIN),
#ifdef SYS_epoll_wait
    CALL(epoll_wait, POLL, enter_epoll_wait, leave_epoll, FD),
#endif
    CALL(epoll_pwait, POLL, enter_epoll_wait, leave_epoll, FD),
#ifdef SYS_epoll_pwait2
    CALL(epoll_pwait2, POLL, enter_epoll_pwait2, leave_epoll, FD),
#endif
    CALL(read, READ, enter_read, leave_read, FD_IDLE),
    CALL(readv, READ, enter_vector, NULL, FD_IDLE),
    CALL(pread64, READ, enter_bytes, NULL, FD_IDLE),
    CALL(preadv, READ, enter_vector, NULL, FD_IDLE),
#ifdef SYS_preadv2
    CALL(preadv2, READ, enter_vector, NULL, FD_IDLE),
#endif
    CALL(recvfrom, READ, enter_recvfrom, NULL, FD),
    CALL(recvmsg, READ, enter_recvmsg, leave_recvmsg, FD),
    CALL(recvmmsg, READ, enter_sendmmsg, leave_recvmmsg, FD),
    CALL(write, WRITE, enter_bytes, leave_write, FD),
    CALL(writev, WRITE, enter_vector, leave_writev, FD),
    CALL(pwrite64, WRITE, enter_bytes, leave_write, FD),
    CALL(pwritev, WRITE, enter_vector, leave_writev, FD),
#ifdef SYS_pwritev2
    CALL(pwritev2, WRITE, enter_vector, leave_writev, FD),
#endif
    CALL(vmsplice, WRITE, enter_vector, NULL, FD),
    CALL(sendto, WRITE, enter_sendto, leave_write, FD),
    CALL(sendmsg, WRITE, enter_sendmsg, leave_sendmsg, FD),
    CALL(sendmmsg, WRITE, enter_sendmmsg, NULL, FD),
    CALL(sendfile, TRANSFER, enter_sendfile, NULL, FD),
    CALL(splice, TRANSFER, enter_splice, NULL, FD_AT(2)),
    CALL(tee, TRANSFER, enter_tee, NULL, FD_AT(1)),
#ifdef SYS_copy_file_range
    CALL(copy_file_range, TRANSFER, enter_splice, NULL, FD_AT(2)),
#endif
    CALL(close, CLOSE, NULL, NULL, FD_IDLE),
#ifdef SYS_close_range
    CALL(close_range, CLOSE_RANGE, enter_close_range, NULL, PLAIN),
#endif
    CALL(dup, DUPLICATE, NULL, leave_fd, FD),
#ifdef SYS_dup2
    CALL(dup2, DUPLICATE, enter_dup2, leave_fd, FD),
#endif
    CALL(dup3, DUPLICATE, enter_dup2, leave_fd, FD),
    CALL(fcntl, LOCK, enter_fcntl, leave_fcntl, FD,
         .conditions = {{ONE_OF, 1, 0, fcntl_commands,
                         sizeof fcntl_commands / sizeof *fcntl_commands}}),
#ifdef SYS_pipe
    CALL(pipe, PIPE, enter_pipe, leave_pipe, PLAIN),
#endif
    CALL(pipe2, PIPE, enter_pipe2, leave_pipe, PLAIN),
    CALL(socketpair, SOCKETPAIR, enter_socket, leave_socketpair, PLAIN),
#ifdef SYS_open
    CALL(open, OPEN, enter_open, leave_open, WRITING(1)),
#endif
#ifdef SYS_creat
    CALL(creat, OPEN, enter_open, leave_open, PLAIN),
#endif
    CALL(openat, OPEN, enter_openat, leave_open, WRITING(2)),
    CALL(socket, SOCKET, enter_socket, leave_fd, PLAIN),
    CALL(bind, ADDRESS, enter_connect, NULL, FD),
    CALL(connect, ADDRESS, enter_connect, NULL, FD),
    CALL(listen, ACCEPT, enter_listen, NULL, FD),
    CALL(accept, ACCEPT, NULL, leave_fd, FD),
    CALL(accept4, ACCEPT, NULL, leave_fd, FD),
    CALL(shutdown, SHUTDOWN, enter_shutdown, NULL, FD),
    CALL(kill, KILL, enter_kill, NULL, PLAIN),
    CALL(tkill, KILL, enter_kill, NULL, PLAIN),
    CALL(tgkill, KILL, enter_tgkill, NULL, PLAIN),
    CALL(rt_sigqueueinfo, KILL, enter_kill, NULL, PLAIN),
    CALL(rt_tgsigqueueinfo, KILL, enter_tgkill, NULL, PLAIN),
#ifdef SYS_pause
    CALL(pause, SIGNAL_WAIT, enter_pause, NULL, PLAIN),
#endif
    CALL(rt_sigsuspend, SIGNAL_WAIT, enter_sigsuspend, NULL, PLAIN),
    CALL(rt_sigtimedwait, SIGNAL_WAIT, enter_sigtimedwait, leave_sigtimedwait,
         PLAIN),
    CALL(rt_sigpending, PENDING, NULL, leave_sigpending, PLAIN),
#ifdef SYS_pidfd_open
    CALL(pidfd_open, PIDFD, enter_pidfd_open, leave_fd, PLAIN),
#endif
#ifdef SYS_pidfd_send_signal
    CALL(pidfd_send_signal, KILL, enter_pidfd_send, NULL, PLAIN),
#endif
    CALL(nanosleep, SLEEP, enter_nanosleep, NULL, PLAIN),
    CALL(clock_nanosleep, SLEEP, enter_clock_nanosleep, NULL, PLAIN),
/* No file of /proc tells of these timers. */
#ifdef SYS_alarm
    CALL(alarm, TIMER, NULL, NULL, ENTER_ONLY,
         .conditions = {{ANY_BIT, 0, UINT32_MAX, 0, 0}}),
#endif
    CALL(setitimer, TIMER, NULL, NULL, ENTER_ONLY,
         .conditions = {{NO_BIT, 0, UINT32_MAX, 0, 0}}), /* ITIMER_REAL */
    /* Without FUTEX_PRIVATE_FLAG another process may see it. */
    CALL(futex, FUTEX, NULL, NULL, ENTER_ONLY,
         .conditions = {{NO_BIT, 1, FUTEX_PRIVATE_FLAG, 0, 0}}),
    CALL(mmap, MEMORY, enter_mmap, NULL, ENTER_ONLY,
         .conditions = {{ANY_BIT, 3, MAP_SHARED, 0, 0},
                        {ANY_BIT, 2, PROT_WRITE, 0, 0}}),
    CALL(shmat, MEMORY, NULL, NULL, ENTER_ONLY),
    CALL(flock, LOCK, NULL, NULL, FD, ENTER_ONLY),
    /* The kernel itself goes on with an interrupted call, and what it does is
     * told by that; see system_call.c. */
    CALL(restart_syscall, RESTART, NULL, NULL, PLAIN),
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

enum call_class
call_class_of(const struct call *call, const uint64_t arguments[6])
{
    if (call->number != SYS_fcntl)
        return call->class;
    switch (arguments[1]) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return CLASS_DUPLICATE;
    case F_SETFD:
        return CLASS_DESCRIPTOR_FLAGS;
    default:
        return CLASS_LOCK;
    }
}
