/* SPDX-License-Identifier: MIT */
/* The two pipes between a parent and its worker. No descriptor is inherited by
 * a new image, unless it is told to. */
#ifndef PROCESS_PIPE_H
#define PROCESS_PIPE_H

#include <stddef.h>

/* The worker holds child_w until it ends: then parent_r, the sentinel, is
 * readable. The parent holds parent_w until it ends: then child_r is. */
struct pipes {
    int parent_r, child_w;
    int child_r, parent_w;
};

/* Returns 0, or -1 with errno. */
int
pipe_open(int *reading, int *writing);

/* Close the descriptor, unless it is -1, and set it to -1. Keeps errno. */
void
pipe_close(int *fd);

/* Read or write all bytes, whatever signals come; only for what cannot take
 * long. Returns 0; or -1 with errno: EPIPE if the other end is closed. */
int
pipe_read(int fd, void *data, size_t size);

int
pipe_write(int fd, const void *data, size_t size);

int
pipes_open(struct pipes *pipes);

void
pipes_close_parent(struct pipes *pipes);

void
pipes_close_child(struct pipes *pipes);

#endif
