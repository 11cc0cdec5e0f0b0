/* SPDX-License-Identifier: MIT */
/* Signals that are taken without being delivered. */
#ifndef CALLS_SIGNAL_WAIT_H
#define CALLS_SIGNAL_WAIT_H

#include "calls/call.h"

/* What a read has got of a signalfd, from where it was put. */
void
signals_read(const struct stopped_call *stopped, struct results *found,
             uint64_t address);

#endif
