/* SPDX-License-Identifier: MIT */
/* Decoders: each writes the fields of one kind of call. */
#ifndef CALLS_DECODE_H
#define CALLS_DECODE_H

#include <stdint.h>

struct tracee;
struct session;

/* Write the path at an address of the tracee. */
void
decode_path(struct session *session, struct tracee *tracee, uint64_t address);

/* At entry, from the arguments. */
void
enter_clone(struct session *session, struct tracee *tracee);
void
enter_clone3(struct session *session, struct tracee *tracee);
void
enter_vfork(struct session *session, struct tracee *tracee);
void
enter_execve(struct session *session, struct tracee *tracee);
void
enter_execveat(struct session *session, struct tracee *tracee);
void
enter_exit(struct session *session, struct tracee *tracee);
void
enter_wait4(struct session *session, struct tracee *tracee);
void
enter_waitid(struct session *session, struct tracee *tracee);
void
enter_dup2(struct session *session, struct tracee *tracee);
void
enter_fcntl(struct session *session, struct tracee *tracee);
void
enter_close_range(struct session *session, struct tracee *tracee);
void
enter_open(struct session *session, struct tracee *tracee);
void
enter_openat(struct session *session, struct tracee *tracee);
void
enter_connect(struct session *session, struct tracee *tracee);
void
enter_kill(struct session *session, struct tracee *tracee);
void
enter_tgkill(struct session *session, struct tracee *tracee);
void
enter_pidfd_open(struct session *session, struct tracee *tracee);
void
enter_pidfd_send(struct session *session, struct tracee *tracee);
void
enter_nanosleep(struct session *session, struct tracee *tracee);
void
enter_clock_nanosleep(struct session *session, struct tracee *tracee);
void
enter_mmap(struct session *session, struct tracee *tracee);

/* At exit, from the results. */
void
leave_wait4(struct session *session, struct tracee *tracee, int64_t result);
void
leave_waitid(struct session *session, struct tracee *tracee, int64_t result);
void
leave_poll(struct session *session, struct tracee *tracee, int64_t result);
void
leave_select(struct session *session, struct tracee *tracee, int64_t result);
void
leave_epoll(struct session *session, struct tracee *tracee, int64_t result);
void
leave_write(struct session *session, struct tracee *tracee, int64_t result);
void
leave_writev(struct session *session, struct tracee *tracee, int64_t result);
void
leave_sendmsg(struct session *session, struct tracee *tracee, int64_t result);
void
leave_recvmsg(struct session *session, struct tracee *tracee, int64_t result);
void
leave_dup2(struct session *session, struct tracee *tracee, int64_t result);
void
leave_fd(struct session *session, struct tracee *tracee, int64_t result);
void
leave_pipe(struct session *session, struct tracee *tracee, int64_t result);
void
leave_socketpair(struct session *session, struct tracee *tracee,
                 int64_t result);

#endif
