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
extern enter_decoder enter_clone, enter_clone3, enter_fork, enter_vfork,
    enter_execve, enter_execveat, enter_exit;
/* wait.c */
extern enter_decoder enter_wait4, enter_waitid;
extern leave_decoder leave_clone, leave_clone3;
extern leave_decoder leave_wait4, leave_waitid;
/* poll.c */
extern enter_decoder enter_poll, enter_ppoll, enter_select, enter_pselect6,
    enter_epoll_wait, enter_epoll_pwait2;
extern leave_decoder leave_poll, leave_select, leave_epoll;
/* io.c */
extern enter_decoder enter_preadv2, enter_vmsplice, enter_copy;
extern enter_decoder enter_bytes, enter_read, enter_write, enter_vector,
    enter_writev;
extern enter_decoder enter_sendfile, enter_splice, enter_tee;
extern leave_decoder leave_read, leave_write, leave_writev;
extern leave_decoder leave_sendfile, leave_splice, leave_tee;
/* message.c */
extern enter_decoder enter_sendto, enter_sendmsg, enter_sendmmsg;
extern enter_decoder enter_recvmmsg;
extern enter_decoder enter_recvfrom, enter_recvmsg;
extern leave_decoder leave_sendmsg, leave_sendmmsg;
extern leave_decoder leave_recvmsg, leave_recvmmsg;
/* fd.c */
extern enter_decoder enter_pipe, enter_pipe2, enter_eventfd, enter_eventfd2;
extern enter_decoder enter_dup2, enter_fcntl, enter_close_range, enter_mmap;
extern enter_decoder enter_pidfd_getfd;
extern leave_decoder leave_fd, leave_fcntl, leave_pipe, leave_socketpair;
extern leave_decoder leave_pidfd_getfd;
/* Of a pipe or a socket, an option that decides whether a call waits. */
void
set_option(struct arguments *given, const char *option, int64_t value);
/* file.c */
extern enter_decoder enter_open;
extern leave_decoder leave_open;
/* socket.c */
extern enter_decoder enter_socket, enter_connect, enter_listen, enter_shutdown;
extern enter_decoder enter_setsockopt;
extern leave_decoder leave_accept, leave_bind;
/* signal.c */
extern enter_decoder enter_kill, enter_tgkill, enter_pidfd_open,
    enter_pidfd_send;
/* signal_wait.c */
extern enter_decoder enter_sigtimedwait, enter_pause, enter_sigsuspend;
extern leave_decoder leave_sigtimedwait, leave_sigpending;
/* sysv.c */
extern enter_decoder enter_msgget, enter_msgsnd, enter_msgrcv, enter_msgctl;
extern enter_decoder enter_semget, enter_semop, enter_semtimedop, enter_semctl;
extern enter_decoder enter_shmat;
extern leave_decoder leave_msgget, leave_msgrcv, leave_semget;
/* mqueue.c */
extern enter_decoder enter_mq_open, enter_mq_unlink, enter_mq_timedsend,
    enter_mq_timedreceive, enter_mq_notify;
extern leave_decoder leave_mq_open, leave_mq_timedreceive;
/* may.c */
extern enter_decoder enter_may, enter_ioctl;
/* path.c */
extern enter_decoder enter_path;
/* time.c */
extern enter_decoder enter_nanosleep, enter_clock_nanosleep;

#endif
