#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
#include "seam.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GET_INFO 0xff0b /* magic and number of PIDFD_GET_INFO */

struct seam seam;

static void
asked(long long nanoseconds)
{
    if (__atomic_load_n(&seam.asked, __ATOMIC_RELAXED) < nanoseconds)
        __atomic_store_n(&seam.asked, nanoseconds, __ATOMIC_RELAXED);
}

pid_t
__wrap_waitpid(pid_t pid, int *status, int options);
pid_t
__wrap_waitpid(pid_t pid, int *status, int options)
{
    if (!(options & WNOHANG)) {
        __atomic_store_n(&seam.in_waitpid, 1, __ATOMIC_RELAXED);
        if (seam.waits != NULL)
            seam.waits();
    }
    return __real_waitpid(pid, status, options);
}

int
__real_poll(struct pollfd *set, nfds_t n, int timeout);
int
__wrap_poll(struct pollfd *set, nfds_t n, int timeout);
int
__wrap_poll(struct pollfd *set, nfds_t n, int timeout)
{
    asked(timeout * 1000000LL);
    return __real_poll(set, n, timeout);
}

int
__real_ppoll(struct pollfd *set, nfds_t n, const struct timespec *timeout,
             const sigset_t *mask);
int
__wrap_ppoll(struct pollfd *set, nfds_t n, const struct timespec *timeout,
             const sigset_t *mask);
int
__wrap_ppoll(struct pollfd *set, nfds_t n, const struct timespec *timeout,
             const sigset_t *mask)
{
    if (timeout != NULL)
        asked(timeout->tv_sec * 1000000000LL + timeout->tv_nsec);
    if (timeout == NULL && seam.waits != NULL)
        seam.waits();
    if (n == 1 && set->events == 0 && seam.waits_reaped != NULL)
        seam.waits_reaped();
    return __real_ppoll(set, n, timeout, mask);
}

int
__wrap_kill(pid_t pid, int signal);
int
__wrap_kill(pid_t pid, int signal)
{
    seam.watched_is_told |= pid == seam.watched;
    return __real_kill(pid, signal);
}

int
__real_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...);
int
__wrap_open(const char *path, int flags, ...)
{
    va_list more;
    if (seam.no_proc && strncmp(path, "/proc/", 6) == 0) {
        errno = EACCES;
        return -1;
    }
    va_start(more, flags);
    int mode = flags & O_CREAT ? va_arg(more, int) : 0;
    va_end(more);
    return __real_open(path, flags, mode);
}

pid_t
__real_fork(void);
pid_t
__wrap_fork(void);
pid_t
__wrap_fork(void)
{
    pid_t child = __real_fork();
    if (child > 0 && seam.forked != NULL)
        seam.forked(child);
    return child;
}

int
__real_pidfd_from_pid(pid_t pid);
int
__wrap_pidfd_from_pid(pid_t pid);
int
__wrap_pidfd_from_pid(pid_t pid)
{
    int pidfd = __real_pidfd_from_pid(pid), error = errno;
    if (seam.opened != NULL)
        seam.opened();
    errno = error;
    return pidfd;
}

int
__real_pidfd_take(int pidfd, int options, int *status);
int
__wrap_pidfd_take(int pidfd, int options, int *status);
int
__wrap_pidfd_take(int pidfd, int options, int *status)
{
    int taken = __real_pidfd_take(pidfd, options, status);
    void (*seen)(void) = taken == 1 ? seam.seen : NULL;
    if (seen != NULL) {
        seam.seen = NULL;
        seen();
    }
    return taken;
}

static void
install(struct sock_filter *filter, unsigned short length)
{
    struct sock_fprog program = {length, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == -1)
        abort();
}

#define LOAD(member)                                                           \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define SKIP_UNLESS(value, n)                                                  \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), 0, n)
#define FAIL(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

void
refuse(int number, int error)
{
    struct sock_filter filter[] = {LOAD(nr), SKIP_UNLESS(number, 1),
                                   FAIL((unsigned)error), ALLOW};
    install(filter, sizeof filter / sizeof filter[0]);
}

void
refuse_info(void)
{
    struct sock_filter filter[] = {
        LOAD(nr),
        SKIP_UNLESS(SYS_ioctl, 4),
        LOAD(args[1]), /* on little-endian machines its low half */
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xffff),
        SKIP_UNLESS(GET_INFO, 1),
        FAIL(ENOTTY),
        ALLOW,
    };
    install(filter, sizeof filter / sizeof filter[0]);
}

#ifdef COVERAGE
void
__gcov_dump(void);
#endif
_Noreturn void
__real__exit(int status);
_Noreturn void
__wrap__exit(int status);
_Noreturn void
__wrap__exit(int status)
{
#ifdef COVERAGE
    __gcov_dump();
#endif
    __real__exit(status);
}

_Noreturn void
leave(int status)
{
    __wrap__exit(status);
}
