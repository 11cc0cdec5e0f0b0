#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "tracer.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "forward_signals.h"
#include "launch.h"
#include "loop.h"
#include "session.h"
#include "watchdog.h"

uint64_t
monotonic_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void
tracer_begin(struct session *session, const char *event, pid_t tid, pid_t pid)
{
    json_begin(&session->json, event, monotonic_now());
    json_number(&session->json, "tid", tid);
    json_number(&session->json, "pid", pid);
}

static void
record_header(struct session *session)
{
    struct utsname system;
    struct json *json = &session->json;
    char kernel[sizeof system.sysname + sizeof system.release];
    uname(&system);
    snprintf(kernel, sizeof kernel, "%s %s", system.sysname, system.release);
    json_begin(json, "recording", monotonic_now());
    json_name(json, "schema", "joinscope/recording/1");
    json_name(json, "evidence", "syscalls");
    json_open(json, "command", '[');
    for (const char *const *word = session->options->command; *word; word++)
        json_text(json, NULL, *word, strlen(*word));
    json_close(json, ']');
    json_text(json, "kernel", kernel, strlen(kernel));
    json_text(json, "machine", system.machine, strlen(system.machine));
    json_end(json);
}

/* Kill and reap the watchdog. */
static void
watchdog_stop(struct session *session)
{
    if (session->root_pipe != -1)
        close(session->root_pipe);
    if (session->watchdog > 0) {
        kill(session->watchdog, SIGKILL);
        while (waitpid(session->watchdog, NULL, 0) == -1 && errno == EINTR)
            continue;
    }
}

static int
record(struct session *session)
{
    const struct tracer_options *options = session->options;
    session->watchdog = watchdog_start(options, &session->root_pipe);
    if (session->watchdog == -1)
        return -1;
    record_header(session);
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
    loop_resume(session, root, 0);
    loop_run(session);
    if (forward)
        forward_end();
    return 0;
}

int
tracer_run(const struct tracer_options *options, int *status,
           const char **limit)
{
    struct session *session = calloc(1, sizeof *session);
    if (session == NULL)
        return -1;
    session->options = options;
    session->filtered = !options->all_calls;
    session->output = options->output;
    session->root_pipe = -1;
    json_init(&session->json, options->records);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    int result = record(session), error = errno;
    watchdog_stop(session);
    if (result == 0 && session->json.error == 0) {
        json_begin(&session->json, "complete", monotonic_now());
        json_end(&session->json);
    }
    json_flush(&session->json);
    if (result == 0 && session->json.error != 0) {
        result = -1;
        error = session->json.error;
    }
    *status = session->root_status;
    *limit = session->limit;
    tracee_clear(&session->tracees);
    for (int i = 1; i < STREAMS; i++)
        free(session->streams[i]);
    free(session->written);
    free(session);
    errno = error;
    return result;
}
