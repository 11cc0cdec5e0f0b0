#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "proc/fd.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "records/json.h"

enum { PATH_SIZE = 64 };

static void
path_of(char path[PATH_SIZE], pid_t tid, const char *folder, int fd)
{
    snprintf(path, PATH_SIZE, "/proc/%d/%s/%d", (int)tid, folder, fd);
}

size_t
fd_object(pid_t tid, int fd, char object[OBJECT_SIZE])
{
    char path[PATH_SIZE];
    path_of(path, tid, "fd", fd);
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
    path_of(path, tid, "fd", fd);
    if (stat(path, &status) == -1)
        return false;
    bool folder = S_ISDIR(status.st_mode);
    *inode = (struct inode){status.st_dev, status.st_ino, folder};
    return S_ISREG(status.st_mode) || folder;
}

void
json_object(struct json *json, const char *key, const char *object, size_t n)
{
    if (n == 0)
        json_null(json, key);
    else
        json_text(json, key, object, n);
}

void
json_descriptor(struct json *json, const char *key, pid_t tid, int fd)
{
    char object[OBJECT_SIZE];
    json_object(json, key, object, fd_object(tid, fd, object));
}

/* O_CLOEXEC of a descriptor: /proc/PID/fdinfo/N has "flags:\t02000002". */
static bool
closes_on_exec(pid_t tid, int fd)
{
    char text[256], path[PATH_SIZE];
    path_of(path, tid, "fdinfo", fd);
    int info = open(path, O_RDONLY | O_CLOEXEC);
    if (info == -1)
        return false;
    ssize_t n = read(info, text, sizeof text - 1);
    close(info);
    text[n > 0 ? n : 0] = '\0';
    const char *flags = strstr(text, "flags:");
    return flags != NULL && (strtoul(flags + 6, NULL, 8) & O_CLOEXEC) != 0;
}

/* How a descriptor was opened: the mode of its link in /proc says it. */
static const char *
mode_of(pid_t tid, int fd)
{
    struct stat status;
    char path[PATH_SIZE];
    path_of(path, tid, "fd", fd);
    if (lstat(path, &status) == -1)
        return "";
    bool r = status.st_mode & S_IRUSR, w = status.st_mode & S_IWUSR;
    return r && w ? "rw" : r ? "r" : w ? "w" : "";
}

void
json_descriptors(struct json *json, const char *key, pid_t tid, bool flags)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)tid);
    json_open(json, key, '{');
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        int fd = atoi(entry->d_name);
        json_open(json, entry->d_name, '{');
        json_descriptor(json, "object", tid, fd);
        json_name(json, "mode", mode_of(tid, fd));
        json_bool(json, "cloexec", flags && closes_on_exec(tid, fd));
        json_close(json, '}');
    }
    if (folder != NULL)
        closedir(folder);
    json_close(json, '}');
}
