/* SPDX-License-Identifier: MIT */
/* Whether tracing works here. */
#ifndef PROBE_H
#define PROBE_H

/* cffi: begin */
/* Try to trace a child of the calling process. Returns 0 if that works; -1
 * with errno if not, and in *tracer the PID of who traces it already, or 0.
 */
int
tracer_probe(int *tracer);
/* cffi: end */

#endif
