#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* POSIX message queues, mq_overview(7): descriptors of files of their own file
 * system, which is why they can be polled. */
#include "calls/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "proc/fd.h"
#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"

static const struct name open_flags[] = {
    NAME(O_CREAT),
    NAME(O_EXCL),
    NAME(O_NONBLOCK),
};

static struct text
object(const struct stopped_call *stopped, int fd)
{
    fd_knows_mqueue(stopped->tracee->tid, fd);
    return object_of(&stopped->session->scratch, stopped->tracee, fd);
}

void
enter_mq_open(const struct stopped_call *stopped, struct arguments *given)
{
    given->path = text_at(&stopped->session->scratch, stopped->tracee->tid,
                          stopped->arguments[0]);
    given->flags = NAMES_OF((uint32_t)stopped->arguments[1], open_flags);
    if (given->path.bytes == NULL)
        return;
    int fd = (int)syscall(SYS_mq_open, given->path.bytes, O_RDONLY | O_CLOEXEC,
                          0, NULL);
    given->exists = fd != -1 || errno != ENOENT;
    if (fd != -1)
        close(fd);
}

void
enter_mq_unlink(const struct stopped_call *stopped, struct arguments *given)
{
    given->path = text_at(&stopped->session->scratch, stopped->tracee->tid,
                          stopped->arguments[0]);
    given->flags = no_names;
}

/* How many messages are in it, and how many may be. Whoever may read it can
 * open it anew. */
static void
look_inside(const struct stopped_call *stopped, struct results *found)
{
    char path[48];
    struct mq_attr attributes;
    int64_t *held = scratch_take(&stopped->session->scratch, sizeof *held);
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)stopped->tracee->tid,
             (int)stopped->result);
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1)
        return;
    if (held != NULL &&
        syscall(SYS_mq_getsetattr, fd, NULL, &attributes) == 0) {
        *held = attributes.mq_curmsgs;
        found->values = held;
        found->value_count = 1;
        found->room = number_of(attributes.mq_maxmsg);
    }
    close(fd);
}

void
leave_mq_open(const struct stopped_call *stopped, struct results *found)
{
    if (stopped->result < 0)
        return;
    found->kind = RESULTS_KEY;
    found->objects[0] = object(stopped, (int)stopped->result);
    look_inside(stopped, found);
}

/* A queue, and how long the call waits: to a point in time, as it was given. */
static void
enter_message(const struct stopped_call *stopped, struct arguments *given)
{
    struct timespec until, now;
    uint64_t address = stopped->arguments[4];
    int fd = (int)stopped->arguments[0];
    given->fd = number_of(fd);
    given->object = object(stopped, fd);
    given->flags = no_names;
    if (fd_nonblocking(stopped->tracee->tid, fd)) {
        given->timeout = number_of(0);
    } else if (address == 0) {
        given->timeout = number_of(-1);
    } else if (memory_read(stopped->tracee->tid, address, &until,
                           sizeof until) == 0) {
        clock_gettime(CLOCK_REALTIME, &now);
        int64_t left = (int64_t)(until.tv_sec - now.tv_sec) * 1000000000 +
                       (until.tv_nsec - now.tv_nsec);
        given->timeout = number_of(left > 0 ? left : 0);
    }
}

void
enter_mq_timedsend(const struct stopped_call *stopped, struct arguments *given)
{
    enter_message(stopped, given);
    given->count = number_of(1);
    given->message_type = number_of((uint32_t)stopped->arguments[3]);
}

/* It gets the first of those with the highest priority. */
void
enter_mq_timedreceive(const struct stopped_call *stopped,
                      struct arguments *given)
{
    enter_message(stopped, given);
    given->count = number_of(1);
}

/* Nobody has to ask for the priority. */
void
leave_mq_timedreceive(const struct stopped_call *stopped, struct results *found)
{
    unsigned priority;
    uint64_t address = stopped->arguments[3];
    if (stopped->result < 0)
        return;
    found->kind = RESULTS_MESSAGE;
    if (address != 0 && memory_read(stopped->tracee->tid, address, &priority,
                                    sizeof priority) == 0)
        found->message_type = number_of(priority);
}

void
enter_mq_notify(const struct stopped_call *stopped, struct arguments *given)
{
    struct sigevent event;
    int fd = (int)stopped->arguments[0];
    given->fd = number_of(fd);
    given->object = object(stopped, fd);
    if (stopped->arguments[1] != 0 &&
        memory_read(stopped->tracee->tid, stopped->arguments[1], &event,
                    sizeof event) == 0 &&
        event.sigev_notify == SIGEV_SIGNAL)
        given->signal = number_of(event.sigev_signo);
}
