/* SPDX-License-Identifier: MIT */
/* Decoders: each writes the fields of one kind of call. */
#ifndef CALLS_DECODE_H
#define CALLS_DECODE_H

#include <stdint.h>

struct task;
struct tracer;

/* At entry, from the arguments. */
void
enter_clone(struct tracer *tracer, struct task *task);
void
enter_clone3(struct tracer *tracer, struct task *task);
void
enter_vfork(struct tracer *tracer, struct task *task);
void
enter_execve(struct tracer *tracer, struct task *task);
void
enter_execveat(struct tracer *tracer, struct task *task);
void
enter_exit(struct tracer *tracer, struct task *task);
void
enter_wait4(struct tracer *tracer, struct task *task);
void
enter_waitid(struct tracer *tracer, struct task *task);
void
enter_dup2(struct tracer *tracer, struct task *task);
void
enter_fcntl(struct tracer *tracer, struct task *task);
void
enter_close_range(struct tracer *tracer, struct task *task);
void
enter_open(struct tracer *tracer, struct task *task);
void
enter_openat(struct tracer *tracer, struct task *task);
void
enter_connect(struct tracer *tracer, struct task *task);
void
enter_kill(struct tracer *tracer, struct task *task);
void
enter_tgkill(struct tracer *tracer, struct task *task);
void
enter_pidfd_open(struct tracer *tracer, struct task *task);
void
enter_pidfd_send(struct tracer *tracer, struct task *task);
void
enter_nanosleep(struct tracer *tracer, struct task *task);
void
enter_clock_nanosleep(struct tracer *tracer, struct task *task);
void
enter_mmap(struct tracer *tracer, struct task *task);

/* At exit, from the results. */
void
leave_wait4(struct tracer *tracer, struct task *task, int64_t result);
void
leave_waitid(struct tracer *tracer, struct task *task, int64_t result);
void
leave_poll(struct tracer *tracer, struct task *task, int64_t result);
void
leave_select(struct tracer *tracer, struct task *task, int64_t result);
void
leave_epoll(struct tracer *tracer, struct task *task, int64_t result);
void
leave_write(struct tracer *tracer, struct task *task, int64_t result);
void
leave_writev(struct tracer *tracer, struct task *task, int64_t result);
void
leave_sendmsg(struct tracer *tracer, struct task *task, int64_t result);
void
leave_recvmsg(struct tracer *tracer, struct task *task, int64_t result);
void
leave_dup2(struct tracer *tracer, struct task *task, int64_t result);
void
leave_fd(struct tracer *tracer, struct task *task, int64_t result);
void
leave_pipe(struct tracer *tracer, struct task *task, int64_t result);
void
leave_socketpair(struct tracer *tracer, struct task *task, int64_t result);

#endif
