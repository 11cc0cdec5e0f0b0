/* SPDX-License-Identifier: MIT */
/* Where each thread stands when a limit ends the run, and the Python stacks of
 * those that can tell.
 *
 * A Python program that is explained has faulthandler's handler on a signal
 * that nobody uses, and says so in a note `dumps N`. At the end of the run each
 * such process gets that signal. The handler is C, holds no lock and needs no
 * interpreter, so it tells where every thread is, whatever that waits for: a
 * lock, an extension, a loop without end. It writes its text to DUMP_FD, which
 * does not exist; we read it from the call.
 *
 * Nothing else of the program goes on meanwhile: a thread that stops for
 * anything but the handler stays stopped until it is killed.
 */
#ifndef DUMPS_H
#define DUMPS_H

#include <stdbool.h>
#include <stdint.h>

struct session;

#define DUMP_FD 0x7FFFFF00
#define DUMP_NOTE "dumps "

/* Record where each thread stands, and collect the dumps; takes about a second
 * at most, and no time if nothing is there that can dump. */
void
dumps_collect(struct session *session);

#endif
