#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* pipe2() */
#endif
/* SPDX-License-Identifier: MIT */
#include "process_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* CPython: os.pipe(), whose descriptors no new image inherits (PEP 446). */
int
pipe_open(int *reading, int *writing)
{
    int fds[2];
#ifdef __linux__
    if (pipe2(fds, O_CLOEXEC) == -1)
        return -1;
#else /* another thread that starts a new image here hands it these */
    if (pipe(fds) == -1)
        return -1;
    fcntl(fds[0], F_SETFD, FD_CLOEXEC);
    fcntl(fds[1], F_SETFD, FD_CLOEXEC);
#endif
    *reading = fds[0];
    *writing = fds[1];
    return 0;
}

void
pipe_close(int *fd)
{
    int error = errno;
    if (*fd != -1 && close(*fd) == -1)
        errno = error; /* not always: after fork() a write copies the page */
    *fd = -1;
}

/* CPython: forkserver.read_signed(). */
int
pipe_read(int fd, void *data, size_t size)
{
    char *left = data;
    while (size > 0) {
        ssize_t n = read(fd, left, size);
        if (n == 0)
            errno = EPIPE;
        if (n == 0 || (n == -1 && errno != EINTR))
            return -1;
        if (n > 0) {
            left += n;
            size -= (size_t)n;
        }
    }
    return 0;
}

/* CPython: forkserver.write_signed(). */
int
pipe_write(int fd, const void *data, size_t size)
{
    const char *left = data;
    while (size > 0) {
        ssize_t n = write(fd, left, size);
        if (n == -1 && errno != EINTR)
            return -1;
        if (n > 0) {
            left += n;
            size -= (size_t)n;
        }
    }
    return 0;
}

int
pipes_open(struct pipes *pipes)
{
    if (pipe_open(&pipes->parent_r, &pipes->child_w) == -1)
        return -1;
    if (pipe_open(&pipes->child_r, &pipes->parent_w) == 0)
        return 0;
    pipe_close(&pipes->parent_r);
    pipe_close(&pipes->child_w);
    return -1;
}

void
pipes_close_parent(struct pipes *pipes)
{
    pipe_close(&pipes->parent_r);
    pipe_close(&pipes->parent_w);
}

void
pipes_close_child(struct pipes *pipes)
{
    pipe_close(&pipes->child_w);
    pipe_close(&pipes->child_r);
}
