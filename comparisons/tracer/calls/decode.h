/* SPDX-License-Identifier: MIT */
/* Decoders: each fills in the fields of one kind of call.
 *
 * They are named after the call, enter_NAME and leave_NAME, and stand in the
 * file of its family. The table of calls says which call has which; where two
 * calls differ in nothing that is recorded they share one.
 */
#ifndef CALLS_DECODE_H
#define CALLS_DECODE_H

#include "calls/call.h"

/* process.c */
extern enter_decoder enter_clone, enter_clone3, enter_vfork, enter_execve,
    enter_execveat, enter_exit;
/* wait.c */
extern enter_decoder enter_wait4, enter_waitid;
extern leave_decoder leave_wait4, leave_waitid;
/* poll.c */
extern leave_decoder leave_poll, leave_select, leave_epoll;
/* io.c */
extern leave_decoder leave_write, leave_writev, leave_sendmsg, leave_recvmsg;
/* fd.c */
extern enter_decoder enter_dup2, enter_fcntl, enter_close_range, enter_mmap;
extern leave_decoder leave_dup2, leave_fd, leave_pipe, leave_socketpair;
/* file.c */
extern enter_decoder enter_open, enter_openat;
/* socket.c */
extern enter_decoder enter_connect;
/* signal.c */
extern enter_decoder enter_kill, enter_tgkill, enter_pidfd_open,
    enter_pidfd_send;
/* time.c */
extern enter_decoder enter_nanosleep, enter_clock_nanosleep;

#endif
