#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "proc/fd.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proc/status.h"

enum { PATH_SIZE = 64 };

static void
path_of(char path[PATH_SIZE], pid_t tid, int fd)
{
    snprintf(path, PATH_SIZE, "/proc/%d/fd/%d", (int)tid, fd);
}

size_t
fd_object(pid_t tid, int fd, char object[OBJECT_SIZE])
{
    char path[PATH_SIZE];
    path_of(path, tid, fd);
    ssize_t n = readlink(path, object, OBJECT_SIZE - 1);
    object[n > 0 ? n : 0] = '\0';
    return n > 0 ? (size_t)n : 0;
}

bool
fd_is_file(pid_t tid, int fd, const char *object, struct inode *inode)
{
    if (object[0] != '/') /* pipe:[], socket:[], anon_inode: */
        return false;
    struct stat status;
    char path[PATH_SIZE];
    path_of(path, tid, fd);
    if (stat(path, &status) == -1)
        return false;
    bool folder = S_ISDIR(status.st_mode);
    *inode = (struct inode){status.st_dev, status.st_ino, folder};
    return S_ISREG(status.st_mode) || folder;
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
bool
fd_cloexec(pid_t tid, int fd)
{
    char name[32], text[PROC_FILE_SIZE];
    snprintf(name, sizeof name, "fdinfo/%d", fd);
    proc_read(tid, name, text, sizeof text);
    return (proc_number(text, "flags:", 8) & O_CLOEXEC) != 0;
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
