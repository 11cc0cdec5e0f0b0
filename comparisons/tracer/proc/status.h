/* SPDX-License-Identifier: MIT */
/* /proc/PID/status and files like it, and the numbers in their lines.
 *
 * All of it may be called in a signal handler.
 */
#ifndef PROC_STATUS_H
#define PROC_STATUS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROC_FILE_SIZE = 4096 }; /* more than a status, or an fdinfo, has */

/* Read a file of a process or thread ("status", "fdinfo/3"), at most size - 1
 * bytes, and end it with a zero. Returns how many bytes there are; -1 if there
 * is no such file or process. */
ssize_t
proc_read(pid_t pid, const char *name, char *text, size_t size);

/* The number in the line of a text that begins with this label ("PPid:"), in
 * this base; 0 if there is no such line. */
uint64_t
proc_number(const char *text, const char *label, int base);

/* A field of the text of /proc/PID/stat, counted as proc_pid_stat(5) does; 0 if
 * there is none. To make that file costs the kernel half as much as a status.
 */
uint64_t
proc_field(const char *text, int field);

/* The state of a thread in that text: 'R', 'Z'; 0 if there is none. */
char
proc_state(const char *text);

/* The number in such a line of /proc/PID/status; 0 if there is none. */
uint64_t
status_number(pid_t pid, const char *label, int base);

#endif
