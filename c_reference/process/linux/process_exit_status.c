#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* syscall() */
#endif
/* SPDX-License-Identifier: MIT */
/* Two places know a status that wait(2) does not give: the kernel's account of
 * who was reaped, which PIDFD_GET_INFO reads (Linux 6.15), and, as long as
 * nobody has reaped it, the last field of /proc/PID/stat, proc_pid_stat(5).
 *
 * No stdio, and no sprintf(): signal handlers come here, too. */
#include "process_exit_status.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process_pidfd.h"

#define NUMBER_MAX 12   /* of characters that an int has */
#define STAT_EXIT 52    /* the field exit_code */
#define INFO_EXIT 0x8UL /* PIDFD_INFO_EXIT */

/* <linux/pidfd.h>, as far as it is needed; the kernel takes any size from that
 * of its first version on. */
struct pidfd_answer {
    uint64_t mask;
    uint64_t cgroup;
    uint32_t pids_and_credentials[11];
    int32_t exit_code;
};

#define PIDFD_ASK _IOWR(0xff, 11, struct pidfd_answer) /* PIDFD_GET_INFO */

/* Returns as exit_status_of() does. */
static int
from_pidfd(int pidfd, int *status)
{
    struct pidfd_answer answer = {.mask = INFO_EXIT};
    if (ioctl(pidfd, PIDFD_ASK, &answer) == -1)
        return -1;
    *status = answer.exit_code;
    return (answer.mask & INFO_EXIT) != 0;
}

/* The text of a file in /proc: its path is `before`, the number and `after`.
 * Returns 0, or -1. */
static int
read_proc(const char *before, int number, const char *after, char *text,
          size_t size)
{
    char path[64], digits[NUMBER_MAX], *digit = digits + sizeof digits;
    for (*--digit = '\0'; number > 0 || *digit == '\0'; number /= 10)
        *--digit = (char)('0' + number % 10);
    strcpy(path, before);
    strcat(path, digit);
    strcat(path, after);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file == -1)
        return -1;
    ssize_t length = read(file, text, size - 1);
    close(file);
    if (length <= 0)
        return -1;
    text[length] = '\0';
    return 0;
}

/* The number that a text begins with, after blanks; 0 if with none. */
static int
number_in(const char *text)
{
    int number = 0;
    while (*text == ' ' || *text == '\t')
        text++;
    for (; '0' <= *text && *text <= '9'; text++)
        number = 10 * number + *text - '0';
    return number;
}

/* The PID by which /proc shows the process, which is another one where /proc
 * is that of another namespace; 0 if it is not there. */
static int
pid_in_proc(int pidfd)
{
    char text[512];
    if (read_proc("/proc/self/fdinfo/", pidfd, "", text, sizeof text) == -1)
        return 0;
    const char *line = strstr(text, "\nPid:");
    return line == NULL ? 0 : number_in(line + strlen("\nPid:"));
}

/* Whether a 0 is a status: it stands, too, where a process may not look. This
 * asks for the same right, ptrace(2), but of who started this program. */
static int
may_look(int pid)
{
    void *head;
    size_t size;
    return getuid() == geteuid() && getgid() == getegid() &&
           syscall(SYS_get_robust_list, pid, &head, &size) == 0;
}

/* Returns 1 with the status word, or 0. What was read is the process's only if
 * it had not been reaped by then: its PID could have become another's. */
static int
from_zombie(int pidfd, int *status)
{
    char text[1536];
    int pid = pid_in_proc(pidfd);
    if (pid == 0 || read_proc("/proc/", pid, "/stat", text, sizeof text) == -1)
        return 0;
    /* the name before the third field may hold anything, but after it comes no
     * ')' */
    const char *field = strrchr(text, ')');
    if (field == NULL || (field[2] != 'Z' && field[2] != 'X'))
        return 0;
    for (int i = 2; field != NULL && i < STAT_EXIT; i++)
        field = strchr(field + 1, ' ');
    if (field == NULL)
        return 0;
    *status = number_in(field);
    return (*status != 0 || may_look(pid)) && !pidfd_is_reaped(pidfd);
}

int
exit_status_of(int pidfd, int *status)
{
    int asked = from_pidfd(pidfd, status);
    if (asked == 1 || from_zombie(pidfd, status))
        return 1;
    if (!pidfd_is_reaped(pidfd))
        return asked;
    /* perhaps in between: now the kernel's account has it, or there is none */
    return from_pidfd(pidfd, status) == 1 ? 1 : -1;
}
