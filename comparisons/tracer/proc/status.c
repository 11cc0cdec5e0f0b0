#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "proc/status.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* snprintf() is not for signal handlers. */
static void
path_of(char path[32], pid_t pid)
{
    char digits[16], *p = digits + sizeof digits - 1;
    *p = '\0';
    do
        *--p = (char)('0' + pid % 10);
    while ((pid /= 10) > 0);
    strcpy(path, "/proc/");
    strcat(path, p);
    strcat(path, "/status");
}

uint64_t
status_field(pid_t pid, const char *name, int base)
{
    char path[32], text[4096];
    size_t used = 0;
    if (pid <= 0)
        return 0;
    path_of(path, pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return 0;
    for (ssize_t n; (n = read(fd, text + used, sizeof text - 1 - used)) > 0;)
        used += (size_t)n;
    close(fd);
    text[used] = '\0';
    for (char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, strlen(name)) == 0)
            return strtoull(line + strlen(name), NULL, base);
    }
    return 0;
}
