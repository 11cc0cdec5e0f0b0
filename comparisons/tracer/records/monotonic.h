/* SPDX-License-Identifier: MIT */
/* The clock of recordings. */
#ifndef RECORDS_MONOTONIC_H
#define RECORDS_MONOTONIC_H

#include <stdint.h>
#include <time.h>

/* CLOCK_MONOTONIC in ns: all processes of the machine share it, Python's
 * time.monotonic_ns() too. */
static inline uint64_t
monotonic_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

#endif
