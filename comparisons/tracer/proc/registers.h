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

/* Change the first argument of the call that a stopped thread enters. Returns
 * 0, or -1 where it cannot be changed. */
int
registers_set_first(pid_t tid, uint64_t value);

/* Change it back after the call, unless its result came into that register. */
void
registers_reset_first(pid_t tid, uint64_t value);

#endif
