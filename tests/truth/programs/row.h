/* SPDX-License-Identifier: MIT */
/*
 * The frame of the rows in C: a row is a program that prints the lines A and B,
 * once each at most, and its first word says what is true of them.
 *
 *   BEFORE(name) { ... }                    A is first in every run
 *   CONCURRENT(name) { ... }                nothing orders them
 *   CHOICE(name, code, "AB BA") { ... }     it depends on an answer that could
 *                                           have been another: every output
 *
 * If the answer could also have been "not yet" or a failure, the row tells which
 * it was by answer(), and each output begins with that: "yAB nAB nBA".
 *
 * All rows are one program: `rows NAME POINT...` runs a row, and sleeps at each
 * point that is named: "A" and "B" lie just before the lines, late("x") makes
 * more of them. Calls that fail unseen are found out by the oracle.
 */
#pragma once
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <linux/io_uring.h>
#include <linux/sched.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <setjmp.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct row {
    const char *name;
    void (*run)(void);
};

static struct row rows[1024];
static int row_count;

#define BEFORE(name) ROW(name)
#define CONCURRENT(name) ROW(name)
#define CHOICE(name, code, outputs) ROW(name)
#define ROW(name)                                                              \
    static void row_##name(void);                                              \
    __attribute__((constructor)) static void list_##name(void)                 \
    {                                                                          \
        rows[row_count++] = (struct row){#name, row_##name};                   \
    }                                                                          \
    static void row_##name(void)

static pid_t first_process;
static const char **points; /* where to be late; ends with NULL */

static void
late(const char *point)
{
    for (const char **each = points; *each; each++) {
        if (strcmp(*each, point) == 0) {
            int ms = atoi(getenv("LATE"));
            struct timespec rest = {ms / 1000, ms % 1000 * 1000000L};
            while (nanosleep(&rest, &rest) == -1 && errno == EINTR) { }
        }
    }
}

static void
A(void)
{
    late("A");
    write(1, "A\n", 2);
}

static void
B(void)
{
    late("B");
    write(1, "B\n", 2);
}

/* Whether it was the answer y, or n. */
static bool
answer(bool yes)
{
    write(1, yes ? "y\n" : "n\n", 2);
    return yes;
}

#define must(call) (must_)((call), #call)
static int
(must_)(int result, const char *call)
{
    if (result == -1) {
        err(3, "%s", call);
    }
    return result;
}

/* CHILD { ... } is done by a new child, which then ends. */
#define CHILD                                                                  \
    for (pid_t child_ = must(fork()); child_ == 0; _exit(0))
#define CHILD_AS(pid) for (pid = must(fork()); pid == 0; _exit(0))

static char bytes[1 << 22]; /* whatever they are */

/* A pipe: `end.in` is written to, `end.out` is read from. */
struct ends {
    int out, in;
};

static struct ends
new_pipe(void)
{
    struct ends ends;
    must(pipe((int *)&ends));
    return ends;
}

static struct ends
new_pair(int type)
{
    struct ends ends;
    must(socketpair(AF_UNIX, type, 0, (int *)&ends));
    return ends;
}

static void
put(int fd)
{
    must((int)write(fd, "x", 1));
}

static void
put_or_fail(int fd)
{
    if (write(fd, "x", 1) == -1) {
        return;
    }
}

/* Work in the folder of this run. */
static void
in_new_folder(void)
{
    must(chdir(getenv("FOLDER")));
}

/* Read one byte; false at the end of the file, or if it fails. */
static bool
get(int fd)
{
    char byte;
    return read(fd, &byte, 1) == 1;
}

static bool
ready(int fd, short events, int timeout)
{
    return poll(&(struct pollfd){fd, events, 0}, 1, timeout) == 1;
}

static void
handler(int number)
{
    (void)number;
}

/* Have a signal delivered to a handler that does nothing. */
static void
handle(int number)
{
    must(sigaction(number, &(struct sigaction){.sa_handler = handler}, NULL));
}

static sigset_t
block(int number)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    must(sigprocmask(SIG_BLOCK, &set, NULL));
    return set;
}

/* Keep a child of the first process, with all that it holds, until that ends. */
static void
stay(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (getppid() == first_process) {
        pause();
    }
}

/* Look again and again, at the pace of a shell script, until it is so. */
#define UNTIL(so)                                                              \
    while (!(so)) {                                                            \
        usleep(1000);                                                          \
    }
