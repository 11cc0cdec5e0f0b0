/* SPDX-License-Identifier: MIT */
/* The names of system calls by the numbers of this machine, for a reader of
 * /proc/PID/syscall. */
#ifndef CALLS_LOOKUP_H
#define CALLS_LOOKUP_H

/* cffi: begin */
/* The name of a system call by its number on this machine, and in *class its
 * class in recordings, NULL if it carries nothing; NULL if it has no name.
 */
const char *
tracer_call_name(long number, const char **class);
/* cffi: end */

#endif
