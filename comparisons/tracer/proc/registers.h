/* SPDX-License-Identifier: MIT */
/* The registers of a stopped thread, as far as a system call needs them. */
#ifndef PROC_REGISTERS_H
#define PROC_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The number and the arguments of the system call that a stopped thread is in.
 * False if it is in none, or that cannot be told. */
bool
registers_call(pid_t tid, uint64_t *number, uint64_t arguments[6]);

#endif
