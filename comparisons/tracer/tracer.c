#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "tracer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "forward_signals.h"
#include "hold.h"
#include "launch.h"
#include "loop.h"
#include "session.h"
#include "watchdog.h"

static int
record(struct session *session)
{
    const struct tracer_options *options = session->options;
    session->watchdog = watchdog_start(options, &session->root_pipe);
    if (session->watchdog == -1)
        return -1;
    record_recording(&session->records, options->command, options->lookups,
                     options->waits, fd_room());
    session->root = launch_command(session);
    if (session->root == -1)
        return -1;
    for (int i = 0; i < 3; i++)
        if (options->streams[i] != -1)
            close(options->streams[i]);
    struct tracee *root =
        tracee_add(&session->tracees, session->root, session->root);
    if (root == NULL) {
        launch_undo(session->root);
        return -1;
    }
    bool forward =
        options->cancel_fd == -1; /* else only the cancel pipe commands */
    if (forward)
        forward_start(session->root);
    loop_run(session, root);
    if (forward)
        forward_end();
    return 0;
}

int
tracer_run(const struct tracer_options *options, int *status,
           const char **limit, struct tracer_harm *harm)
{
    struct session *session = calloc(1, sizeof *session);
    if (session == NULL)
        return -1;
    session->options = options;
    session->filtered = !options->all_calls;
    session->output = options->output;
    session->root_pipe = -1;
    if (options->hold_count > 0) {
        session->holds = holds_make(options->holds, options->hold_count);
        if (session->holds == NULL) {
            free(session);
            return -1;
        }
    }
    records_open(&session->records, options->records);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    int result = record(session), error = errno;
    watchdog_stop(session->watchdog, session->root_pipe);
    if (result == 0 && records_error(&session->records) == 0)
        record_complete(&session->records);
    records_flush(&session->records);
    harm->lost = records_error(&session->records);
    harm->own_tracer = session->own_tracer;
    if (result == 0 && loop_must_end(session)) {
        result = -1;
        error = harm->lost;
    }
    *status = session->root_status;
    *limit = session->limit;
    tracee_clear(&session->tracees);
    for (int i = 1; i < STREAMS; i++)
        free(session->streams[i]);
    holds_free(session->holds);
    free(session->written.list);
    free(session->changed.list);
    scratch_reset(&session->scratch);
    free(session);
    errno = error;
    return result;
}
