/* SPDX-License-Identifier: MIT */
/* Addresses of sockets. */
#ifndef CALLS_SOCKET_H
#define CALLS_SOCKET_H

#include "calls/call.h"

/* Fill in the address of n bytes at this place, if there is one. */
void
address_at(const struct stopped_call *stopped, struct arguments *given,
           uint64_t place, uint64_t n);

#endif
