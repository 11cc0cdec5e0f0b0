/* SPDX-License-Identifier: MIT */
/* Reads the memory of a traced process. */
#ifndef PROC_MEMORY_H
#define PROC_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Copy n bytes at address into buffer, from a tracee that is stopped. Returns
 * 0, or -1 with errno if not all of them are there or no way leads to them. */
int
memory_read(pid_t tid, uint64_t address, void *buffer, size_t n);

/* Copy the string at address, at most size - 1 bytes of it, and end it with
 * a zero. Returns its length, or -1 with errno. */
ssize_t
memory_string(pid_t tid, uint64_t address, char *buffer, size_t size);

#endif
