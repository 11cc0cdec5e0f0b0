#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
#include "process_message.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process_image.h"
#include "process_internal.h"
#include "process_pipe.h"

/* One image writes it, before there is a reader, and the same image reads it:
 * the name, a zero, the argument. */
enum { MESSAGE_MAX = PROCESS_ARGUMENT_MAX + 256 };

/* CPython: reduction.dump(process_obj, fp) and the write in Popen._launch(). */
int
message_write(int parent_w, const struct process *p)
{
    const struct process_worker *worker = image_worker(p->target);
    if (worker == NULL)
        return -1;
    size_t length = strlen(worker->name) + 1;
    if (p->size > PROCESS_ARGUMENT_MAX || length + p->size > MESSAGE_MAX) {
        errno = E2BIG;
        return -1;
    }
    char message[MESSAGE_MAX];
    memcpy(message, worker->name, length);
    if (p->size > 0)
        memcpy(message + length, p->argument, p->size);
    return pipe_write(parent_w, message, length + p->size);
}

/* CPython: spawn._main(). */
int
child_read_and_run(int child_r)
{
    char message[MESSAGE_MAX];
    ssize_t n = read(child_r, message, sizeof message);
    const char *end = n > 0 ? memchr(message, '\0', (size_t)n) : NULL;
    if (end == NULL)
        return EXIT_FAILURE;
    const struct process_worker *worker = image_worker_named(message);
    if (worker == NULL)
        return EXIT_FAILURE;
    size_t length = (size_t)(end + 1 - message);
    _Alignas(max_align_t) char argument[MESSAGE_MAX];
    memcpy(argument, message + length, (size_t)n - length);
    return child_run(worker->target, argument);
}
