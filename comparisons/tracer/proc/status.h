/* SPDX-License-Identifier: MIT */
/* What /proc/PID/status says of a process. */
#ifndef PROC_STATUS_H
#define PROC_STATUS_H

#include <stdint.h>
#include <sys/types.h>

/* The number in the line that begins with this name ("PPid:"), in this base;
 * 0 if there is no such line or process. May be called in a signal handler. */
uint64_t
status_field(pid_t pid, const char *name, int base);

#endif
