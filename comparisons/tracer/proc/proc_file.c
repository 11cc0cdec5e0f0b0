#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "proc/proc_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "proc/fd.h"

bool
proc_is(const struct inode *inode)
{
    struct stat status;
    static dev_t device; /* of what this process sees as /proc */
    if (device == 0 && stat("/proc", &status) == 0)
        device = status.st_dev;
    return inode->device == device;
}

static bool
begins_with_any(const char *text, const char *const *list)
{
    for (; *list != NULL; list++)
        if (strncmp(text, *list, strlen(*list)) == 0)
            return true;
    return false;
}

/* What lies in the process's own folder, by "self" or its PID; NULL: it lies
 * elsewhere. */
static const char *
own_name(const char *path, pid_t pid)
{
    char folder[32];
    size_t n = (size_t)snprintf(folder, sizeof folder, "/proc/%d/", (int)pid);
    if (strstr(path, "..") != NULL)
        return NULL;
    if (strncmp(path, folder, n) == 0)
        return path + n;
    n = strlen("/proc/self/");
    return strncmp(path, "/proc/self/", n) == 0 ? path + n : NULL;
}

enum proc_subject
proc_subject_of(const char *path, pid_t pid)
{
    static const char *const constant[] = {
        "/proc/sys/",    "/proc/filesystems", "/proc/cpuinfo",
        "/proc/version", "/proc/cmdline",     NULL,
    };
    static const char *const own[] = {
        "maps", "smaps",   "cmdline", "exe",   "auxv",    "cgroup",  "limits",
        "comm", "environ", "oom_",    "statm", "uid_map", "gid_map", NULL,
    };
    const char *name = own_name(path, pid);
    if (strncmp(path, "/proc/", 6) != 0 || begins_with_any(path, constant))
        return PROC_NOBODY;
    if (name != NULL && strcmp(name, "stat") == 0)
        return PROC_OWN_STAT;
    if (name != NULL && strcmp(name, "fd") == 0)
        return PROC_NOBODY; /* the list: what is in it is opened by a name */
    return name != NULL && begins_with_any(name, own) ? PROC_NOBODY
                                                      : PROC_OTHERS;
}
