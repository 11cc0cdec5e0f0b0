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
path_of(char path[64], pid_t pid, const char *name)
{
    char digits[16], *p = digits + sizeof digits - 1;
    *p = '\0';
    do
        *--p = (char)('0' + pid % 10);
    while ((pid /= 10) > 0);
    strcpy(path, "/proc/");
    strcat(path, p);
    strcat(path, "/");
    strncat(path, name, 32);
}

ssize_t
proc_read(pid_t pid, const char *name, char *text, size_t size)
{
    char path[64];
    text[0] = '\0';
    if (pid <= 0)
        return -1;
    path_of(path, pid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return -1;
    ssize_t n = read(fd, text, size - 1); /* these are files of one record */
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    return n > 0 ? n : 0;
}

uint64_t
proc_number(const char *text, const char *label, int base)
{
    size_t n = strlen(label);
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, label, n) == 0)
            return strtoull(line + n, NULL, base);
    }
    return 0;
}

uint64_t
proc_field(const char *text, int field)
{
    /* The second is the name, in which there may be spaces and brackets. */
    const char *place = strrchr(text, ')');
    for (int i = 2; place != NULL && i < field; i++)
        place = strchr(place + 1, ' ');
    return place == NULL ? 0 : strtoull(place + 1, NULL, 10);
}

char
proc_state(const char *text)
{
    const char *place = strrchr(text, ')');
    return place == NULL || place[1] == '\0' ? '\0' : place[2];
}

uint64_t
status_number(pid_t pid, const char *label, int base)
{
    char text[PROC_FILE_SIZE];
    proc_read(pid, "status", text, sizeof text);
    return proc_number(text, label, base);
}
