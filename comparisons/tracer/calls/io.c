#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* Bytes that move: read and write, and what was printed. */
#include "calls/decode.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "calls/io.h"
#include "calls/signal_wait.h"
#include "proc/fd.h"
#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"

enum { VECTORS = 64, MOST = 1 << 20 /* recorded of one write */ };

/* A number of bytes as it was given: nobody has more than fit in 63 bits. */
static struct number
bytes(uint64_t count)
{
    return number_of(count < INT64_MAX ? (int64_t)count : INT64_MAX);
}

/* read, write and their like: from where, to where, how many. */
void
enter_bytes(const struct stopped_call *stopped, struct arguments *given)
{
    given->count = bytes(stopped->arguments[2]);
    given->flags = no_names;
}

/* How much a pipe takes, where it decides whether this write waits: what fits
 * on a page with all that is unread never does. A copy of the descriptor is
 * asked, which is one of the process: a thread may have a table of its own. */
static void
ask_room(const struct stopped_call *stopped, struct arguments *given)
{
    enum { PAGE = 4096 };
    const char *name = given->object.bytes;
    struct stat pipe;
    unsigned long long inode;
    if (!given->count.known || given->count.value <= PAGE || name == NULL ||
        sscanf(name, "pipe:[%llu]", &inode) != 1)
        return;
    int copy = fd_copy(stopped->tracee->pid, (int)stopped->arguments[0]);
    if (copy == -1)
        return;
    int size = fcntl(copy, F_GETPIPE_SZ);
    bool same = fstat(copy, &pipe) == 0 && pipe.st_ino == inode;
    close(copy);
    if (size != -1 && same)
        given->room = number_of(size);
}

/* A write; of an eventfd, what it adds: all that it takes are 8 bytes. */
void
enter_write(const struct stopped_call *stopped, struct arguments *given)
{
    uint64_t added;
    enter_bytes(stopped, given);
    ask_room(stopped, given);
    if (given->object.bytes == NULL || stopped->arguments[2] < sizeof added ||
        strncmp(given->object.bytes, EVENTFD_NAME, strlen(EVENTFD_NAME)) != 0)
        return;
    if (memory_read(stopped->tracee->tid, stopped->arguments[1], &added,
                    sizeof added) == 0 &&
        added <= INT64_MAX)
        given->value = number_of((int64_t)added);
}

/* A read; what a signalfd tells of depends on its set. */
void
enter_read(const struct stopped_call *stopped, struct arguments *given)
{
    struct tracee *tracee = stopped->tracee;
    enter_bytes(stopped, given);
    tracee->reads_signals = given->object.bytes != NULL &&
                            strcmp(given->object.bytes, SIGNALFD) == 0;
    given->signalfd = tracee->reads_signals;
    if (tracee->reads_signals)
        given->signals = fd_signals(tracee->tid, (int)stopped->arguments[0],
                                    &given->nonblocking);
}

void
leave_read(const struct stopped_call *stopped, struct results *found)
{
    if (stopped->tracee->reads_signals && stopped->result > 0)
        signals_read(stopped, found, stopped->arguments[1]);
}

struct number
io_count(const struct stopped_call *stopped, uint64_t address, uint64_t count)
{
    struct iovec vectors[VECTORS];
    uint64_t sum = 0;
    while (count > 0) {
        size_t n = count < VECTORS ? (size_t)count : VECTORS;
        if (memory_read(stopped->tracee->tid, address, vectors,
                        n * sizeof *vectors) == -1)
            return (struct number){0};
        for (size_t i = 0; i < n; i++)
            if (__builtin_add_overflow(sum, vectors[i].iov_len, &sum))
                return bytes(UINT64_MAX);
        address += n * sizeof *vectors;
        count -= n;
    }
    return bytes(sum);
}

void
enter_vector(const struct stopped_call *stopped, struct arguments *given)
{
    given->count =
        io_count(stopped, stopped->arguments[1], stopped->arguments[2]);
    given->flags = no_names;
}

void
enter_writev(const struct stopped_call *stopped, struct arguments *given)
{
    enter_vector(stopped, given);
    ask_room(stopped, given);
}

void
enter_preadv2(const struct stopped_call *stopped, struct arguments *given)
{
    enter_vector(stopped, given);
    if (stopped->arguments[5] & RWF_NOWAIT)
        given->nonblocking = true;
}

/* From memory into a pipe, or out of it: that depends on the end. */
void
enter_vmsplice(const struct stopped_call *stopped, struct arguments *given)
{
    int fd = (int)stopped->arguments[0];
    enter_vector(stopped, given);
    if (strcmp(fd_mode(stopped->tracee->tid, fd), "r") == 0)
        given->class = CLASS_READ;
    given->nonblocking = stopped->arguments[3] & SPLICE_F_NONBLOCK;
}

static const struct name splice_flags[] = {
    NAME(SPLICE_F_MOVE),
    NAME(SPLICE_F_NONBLOCK),
    NAME(SPLICE_F_MORE),
    NAME(SPLICE_F_GIFT),
};

/* The other end of a transfer. */
static void
transfer(const struct stopped_call *stopped, struct arguments *given,
         int source, int count)
{
    int fd = (int)stopped->arguments[source];
    given->source_fd = number_of(fd);
    given->source = object_of(&stopped->session->scratch, stopped->tracee, fd);
    given->count = bytes(stopped->arguments[count]);
    given->flags = no_names;
    if (given->source.bytes != NULL &&
        strstr(given->source.bytes, ":[") != NULL)
        given->nonblocking = fd_nonblocking(stopped->tracee->tid, fd);
}

void
enter_sendfile(const struct stopped_call *stopped, struct arguments *given)
{
    transfer(stopped, given, 1, 3);
}

void
enter_copy(const struct stopped_call *stopped, struct arguments *given)
{
    transfer(stopped, given, 0, 4);
}

void
enter_splice(const struct stopped_call *stopped, struct arguments *given)
{
    enter_copy(stopped, given);
    given->flags = NAMES_OF((uint32_t)stopped->arguments[5], splice_flags);
}

void
enter_tee(const struct stopped_call *stopped, struct arguments *given)
{
    transfer(stopped, given, 0, 2);
    given->flags = NAMES_OF((uint32_t)stopped->arguments[3], splice_flags);
}

/* What of the program's output is taken. */
struct output {
    char *data; /* NULL: there is no memory for it */
    size_t used, most;
};

/* Begin to take what went to stdout or stderr, as far as the limit allows. */
static struct output
output_begin(const struct stopped_call *stopped)
{
    struct session *session = stopped->session;
    long long want = stopped->result;
    if (want > session->output)
        want = session->output;
    if (want > MOST)
        want = MOST;
    session->output -= stopped->result;
    size_t most = want > 0 ? (size_t)want : 0;
    return (struct output){scratch_take(&session->scratch, most), 0, most};
}

/* Take what vectors point to. Returns whether there may be more. */
static bool
output_take(const struct stopped_call *stopped, struct output *output,
            const struct iovec *vectors, size_t count)
{
    for (size_t i = 0; i < count && output->data != NULL; i++) {
        size_t n = vectors[i].iov_len;
        if (n > output->most - output->used)
            n = output->most - output->used;
        if (memory_read(stopped->tracee->tid, (uintptr_t)vectors[i].iov_base,
                        output->data + output->used, n) == -1)
            return false;
        output->used += n;
    }
    return output->data != NULL && output->used < output->most;
}

/* What could not be taken was printed all the same: it is counted. */
static void
output_end(const struct stopped_call *stopped, const struct output *output,
           struct results *found)
{
    found->kind = RESULTS_OUTPUT;
    found->stream = stopped->tracee->stream == 1 ? "stdout" : "stderr";
    found->data = output->data;
    found->data_length = output->used;
    found->data_lost = stopped->result - (int64_t)output->used;
}

bool
io_is_output(const struct stopped_call *stopped)
{
    return stopped->tracee->stream != 0 && stopped->result > 0;
}

void
io_output(const struct stopped_call *stopped, struct results *found,
          uint64_t address, uint64_t count)
{
    struct iovec vectors[VECTORS];
    struct output output = output_begin(stopped);
    while (count > 0) {
        size_t n = count < VECTORS ? (size_t)count : VECTORS;
        if (memory_read(stopped->tracee->tid, address, vectors,
                        n * sizeof *vectors) == -1 ||
            !output_take(stopped, &output, vectors, n))
            break;
        address += n * sizeof *vectors;
        count -= n;
    }
    output_end(stopped, &output, found);
}

void
leave_write(const struct stopped_call *stopped, struct results *found)
{
    if (!io_is_output(stopped))
        return;
    struct iovec all = {(void *)(uintptr_t)stopped->arguments[1],
                        (size_t)stopped->result};
    struct output output = output_begin(stopped);
    output_take(stopped, &output, &all, 1);
    output_end(stopped, &output, found);
}

void
leave_writev(const struct stopped_call *stopped, struct results *found)
{
    if (io_is_output(stopped))
        io_output(stopped, found, stopped->arguments[1], stopped->arguments[2]);
}

/* What a transfer has printed, of a file: the bytes before where its offset is
 * now, which is in memory or, for a NULL, that of the descriptor. Bytes of a
 * pipe are in no memory that can be read: they are counted as lost. */
static void
transfer_output(const struct stopped_call *stopped, struct results *found,
                int fd, uint64_t offset)
{
    if (!io_is_output(stopped))
        return;
    struct output output = output_begin(stopped);
    pid_t tid = stopped->tracee->tid;
    struct fd_look look = {0};
    int64_t end;
    if (output.data != NULL && fd_look(tid, fd, &look) && look.file) {
        if (offset == 0)
            end = fd_position(tid, fd);
        else if (memory_read(tid, offset, &end, sizeof end) == -1)
            end = -1;
        if (end >= stopped->result)
            output.used = fd_bytes(tid, fd, end - stopped->result, output.data,
                                   output.most);
    }
    output_end(stopped, &output, found);
}

void
leave_sendfile(const struct stopped_call *stopped, struct results *found)
{
    transfer_output(stopped, found, (int)stopped->arguments[1],
                    stopped->arguments[2]);
}

/* copy_file_range has the same arguments. */
void
leave_splice(const struct stopped_call *stopped, struct results *found)
{
    transfer_output(stopped, found, (int)stopped->arguments[0],
                    stopped->arguments[1]);
}

void
leave_tee(const struct stopped_call *stopped, struct results *found)
{
    transfer_output(stopped, found, (int)stopped->arguments[0], 0);
}
