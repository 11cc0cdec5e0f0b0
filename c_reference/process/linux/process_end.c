#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
#include "process_end.h"

#include <errno.h>
#include <sys/wait.h>

#include "process_exit_status.h"
#include "process_internal.h"
#include "process_pidfd.h"

/* The word `end`: a status word, which has 16 bits, and one of these. */
#define END_KNOWN 0x10000
#define END_UNTOLD 0x20000

/* One word says that and how it ended, so that nobody sees half of it. The
 * first that is stored stays: who could not tell does not take it back. */
static int
publish(struct process_handle *h, int end)
{
    int none = 0;
    __atomic_compare_exchange_n(&h->end, &none, end, 0, __ATOMIC_ACQ_REL,
                                __ATOMIC_ACQUIRE);
    return 1;
}

/* The end of a worker that this process cannot reap, or no more. */
static int
learn_from_others(struct process_handle *h, const struct deadline *deadline)
{
    int status;
    for (;;) {
        switch (exit_status_of(h->pidfd, &status)) {
        case 1:
            return publish(h, END_KNOWN | status);
        case -1:
            return publish(h, END_UNTOLD);
        default: /* it is a zombie, and not ours to look at */
            break;
        }
        int reaped = deadline_wait(deadline, h->pidfd, 0);
        if (reaped == -1)
            return -1;
        if (reaped == 0)
            return publish(h, END_UNTOLD);
    }
}

int
end_learn(struct process_handle *h, const struct deadline *deadline)
{
    int status;
    int looked = pidfd_take(h->pidfd, WNOWAIT, &status);
    if (looked == 1) {
        publish(h, END_KNOWN | status);
        pidfd_take(h->pidfd, 0, &status); /* or another thread does */
        return 1;
    }
    if (looked == 0 || errno != ECHILD)
        return looked;
    /* what this process has reaped it had published before */
    return end_is_known(h) ? 1 : learn_from_others(h, deadline);
}

static int
end_of(const struct process_handle *h)
{
    return __atomic_load_n(&h->end, __ATOMIC_ACQUIRE);
}

int
end_is_known(const struct process_handle *h)
{
    return end_of(h) != 0;
}

int
process_handle_status(const struct process_handle *h)
{
    int end = end_of(h);
    return end & END_KNOWN ? end & ~END_KNOWN : PROCESS_UNKNOWN;
}

int
process_handle_exitcode(const struct process_handle *h)
{
    int status = process_handle_status(h), exitcode;
    if (status == PROCESS_UNKNOWN || popen_exitcode(status, &exitcode) == -1)
        return PROCESS_UNKNOWN;
    return exitcode;
}
