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

int
pipe_open(int *reading, int *writing);

/* Close it, if it is one, and leave -1 and errno as it was. */
void
pipe_close(int *fd);

/* All of it, whatever signals come: use it where nobody has to wait long. EPIPE
 * if the other end is closed. */
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
