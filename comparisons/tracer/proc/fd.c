#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "proc/fd.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "proc/status.h"

enum { PATH_SIZE = 64 };

static void
path_of(char path[PATH_SIZE], pid_t tid, int fd)
{
    snprintf(path, PATH_SIZE, "/proc/%d/fd/%d", (int)tid, fd);
}

/* The device of the file system that has all pipes of pipe(2), or all sockets:
 * a FIFO, and the file of a bound socket, lie on others. 0: unknown. */
static dev_t
device_of(mode_t type)
{
    static dev_t pipes, sockets;
    dev_t *device = type == S_IFIFO ? &pipes : &sockets;
    int fds[2] = {-1, -1};
    struct stat status;
    if (*device != 0)
        return *device;
    if (type == S_IFIFO
            ? pipe2(fds, O_CLOEXEC) == 0
            : (fds[0] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) != -1) {
        if (fstat(fds[0], &status) == 0)
            *device = status.st_dev;
        close(fds[0]);
        if (fds[1] != -1)
            close(fds[1]);
    }
    return *device;
}

size_t
fifo_name(const struct stat *status, char name[FIFO_SIZE])
{
    name[0] = '\0';
    if (!S_ISFIFO(status->st_mode) || status->st_dev == device_of(S_IFIFO))
        return 0;
    return (size_t)snprintf(name, FIFO_SIZE, "fifo:[%u:%u:%llu]",
                            major(status->st_dev), minor(status->st_dev),
                            (unsigned long long)status->st_ino);
}

enum { MQUEUES = 8 }; /* IPC namespaces, as far as they are told apart */

static dev_t mqueues[MQUEUES];

static bool
is_mqueue(dev_t device)
{
    for (int i = 0; i < MQUEUES && mqueues[i] != 0; i++)
        if (mqueues[i] == device)
            return true;
    return false;
}

void
fd_knows_mqueue(pid_t tid, int fd)
{
    struct stat status;
    char path[PATH_SIZE];
    path_of(path, tid, fd);
    if (stat(path, &status) == -1 || is_mqueue(status.st_dev))
        return;
    for (int i = 0; i < MQUEUES; i++)
        if (mqueues[i] == 0) {
            mqueues[i] = status.st_dev;
            return;
        }
}

bool
fd_look(pid_t tid, int fd, struct fd_look *look)
{
    struct stat status;
    char path[PATH_SIZE];
    path_of(path, tid, fd);
    if (stat(path, &status) == -1)
        return false;
    mode_t type = status.st_mode & S_IFMT;
    bool folder = type == S_IFDIR;
    *look = (struct fd_look){
        .inode = {status.st_dev, status.st_ino, folder},
        .file = folder || type == S_IFREG,
    };
    if ((type == S_IFIFO || type == S_IFSOCK) &&
        status.st_dev == device_of(type))
        look->kernel_name = type == S_IFIFO ? "pipe" : "socket";
    if (type == S_IFREG && mqueues[0] != 0 && is_mqueue(status.st_dev)) {
        look->kernel_name = "mqueue";
        look->file = false;
    }
    fifo_name(&status, look->fifo);
    return true;
}

/* The object of each eventfd. */
#define EVENTFD "anon_inode:[eventfd]"

/* /proc/PID/fdinfo/N of an eventfd has "eventfd-id: 7", from Linux 5.2 on. */
static size_t
eventfd_name(pid_t tid, int fd, char object[OBJECT_SIZE])
{
    static const char label[] = "eventfd-id:";
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", fd);
    proc_read(tid, name, text, sizeof text);
    if (strstr(text, label) != NULL)
        snprintf(object, OBJECT_SIZE, EVENTFD_NAME "%llu]",
                 (unsigned long long)proc_number(text, label, 10));
    return strlen(object);
}

/* A stat takes half as long as a readlink, and tells the same of a pipe. */
size_t
fd_name(pid_t tid, int fd, const struct fd_look *look, char object[OBJECT_SIZE])
{
    char path[PATH_SIZE];
    if (look->kernel_name != NULL)
        return (size_t)snprintf(object, OBJECT_SIZE, "%s:[%llu]",
                                look->kernel_name,
                                (unsigned long long)look->inode.number);
    if (look->fifo[0] != '\0')
        return (size_t)snprintf(object, OBJECT_SIZE, "%s", look->fifo);
    path_of(path, tid, fd);
    ssize_t n = readlink(path, object, OBJECT_SIZE - 1);
    object[n > 0 ? n : 0] = '\0';
    if (strcmp(object, EVENTFD) == 0)
        return eventfd_name(tid, fd, object);
    return n > 0 ? (size_t)n : 0;
}

size_t
fd_object(pid_t tid, int fd, char object[OBJECT_SIZE])
{
    struct fd_look look = {0};
    fd_look(tid, fd, &look);
    return fd_name(tid, fd, &look, object);
}

/* The mode of the link in /proc says it. */
const char *
fd_mode(pid_t tid, int fd)
{
    struct stat status;
    char path[PATH_SIZE];
    path_of(path, tid, fd);
    if (lstat(path, &status) == -1)
        return "";
    bool r = status.st_mode & S_IRUSR, w = status.st_mode & S_IWUSR;
    return r && w ? "rw" : r ? "r" : w ? "w" : "";
}

/* /proc/PID/fdinfo/N has "flags:\t02000002", in octal. */
static uint64_t
fd_flags(pid_t tid, int fd)
{
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", fd);
    proc_read(tid, name, text, sizeof text);
    return proc_number(text, "flags:", 8);
}

const char *
fd_mode_flags(pid_t tid, int fd, bool *cloexec, bool *nonblocking)
{
    static const char *const modes[] = {"r", "w", "rw", ""};
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", fd);
    *cloexec = *nonblocking = false;
    if (proc_read(tid, name, text, sizeof text) <= 0)
        return "";
    uint64_t flags = proc_number(text, "flags:", 8);
    *cloexec = (flags & O_CLOEXEC) != 0;
    *nonblocking = (flags & O_NONBLOCK) != 0;
    return flags & O_PATH ? "" : modes[flags & O_ACCMODE];
}

bool
fd_nonblocking(pid_t tid, int fd)
{
    return (fd_flags(tid, fd) & O_NONBLOCK) != 0;
}

struct room
fd_room(void)
{
    enum { PAGES_OF_A_PIPE = 16 }; /* PIPE_DEF_BUFFERS */
    struct room room = {PAGES_OF_A_PIPE * sysconf(_SC_PAGESIZE), 0};
    int size, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t n = sizeof size;
    if (fd == -1)
        return room;
    if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, &n) == 0)
        room.socket = size;
    close(fd);
    return room;
}

/* /proc/PID/fdinfo/N has "pos:\t17". */
int64_t
fd_position(pid_t tid, int fd)
{
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", fd);
    proc_read(tid, name, text, sizeof text);
    return (int64_t)proc_number(text, "pos:", 10);
}

size_t
fd_bytes(pid_t tid, int fd, int64_t place, char *bytes, size_t n)
{
    char path[PATH_SIZE];
    path_of(path, tid, fd);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file == -1)
        return 0;
    ssize_t got = pread(file, bytes, n, place);
    close(file);
    return got > 0 ? (size_t)got : 0;
}

int
fd_copy(pid_t pid, int fd)
{
#if defined(SYS_pidfd_open) && defined(SYS_pidfd_getfd)
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd == -1)
        return -1;
    int copy = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
    close(pidfd);
    return copy;
#else
    (void)pid;
    (void)fd;
    return -1;
#endif
}

/* /proc/PID/fdinfo/N of a pidfd has "Pid:\t7". */
pid_t
fd_process(pid_t tid, int fd)
{
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", fd);
    proc_read(tid, name, text, sizeof text);
    return (pid_t)proc_number(text, "Pid:", 10);
}

/* /proc/PID/fdinfo/N of a signalfd has "sigmask:\t0000000000000200", in which
 * bit 0 is signal 1. */
struct signals
fd_signals(pid_t tid, int fd, bool *nonblocking)
{
    static const char label[] = "sigmask:";
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", fd);
    proc_read(tid, name, text, sizeof text);
    *nonblocking = (proc_number(text, "flags:", 8) & O_NONBLOCK) != 0;
    if (strstr(text, label) == NULL)
        return (struct signals){0};
    return signals_of(proc_number(text, label, 16));
}

DIR *
fd_table_open(pid_t tid)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)tid);
    return opendir(path);
}

int
fd_table_next(DIR *table)
{
    for (struct dirent *entry; (entry = readdir(table)) != NULL;)
        if (entry->d_name[0] != '.')
            return atoi(entry->d_name);
    return -1;
}
