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
tracer_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void
tracer_begin(struct tracer *tracer, const char *event, pid_t tid, pid_t pid)
{
    json_begin(&tracer->json, event, tracer_now());
    json_number(&tracer->json, "tid", tid);
    json_number(&tracer->json, "pid", pid);
}

static void
record_header(struct tracer *tracer)
{
    struct utsname system;
    struct json *json = &tracer->json;
    char kernel[sizeof system.sysname + sizeof system.release];
    uname(&system);
    snprintf(kernel, sizeof kernel, "%s %s", system.sysname, system.release);
    json_begin(json, "recording", tracer_now());
    json_name(json, "schema", "joinscope/recording/1");
    json_name(json, "evidence", "syscalls");
    json_open(json, "command", '[');
    for (const char *const *word = tracer->options->command; *word; word++)
        json_text(json, NULL, *word, strlen(*word));
    json_close(json, ']');
    json_text(json, "kernel", kernel, strlen(kernel));
    json_text(json, "machine", system.machine, strlen(system.machine));
    json_end(json);
}

/* Kill and reap the keeper. */
static void
dismiss(struct tracer *tracer)
{
    if (tracer->keeper_hold != -1)
        close(tracer->keeper_hold);
    if (tracer->keeper > 0) {
        kill(tracer->keeper, SIGKILL);
        while (waitpid(tracer->keeper, NULL, 0) == -1 && errno == EINTR)
            continue;
    }
}

static int
record(struct tracer *tracer)
{
    const struct recorder_options *options = tracer->options;
    tracer->keeper = keeper_start(options, &tracer->keeper_hold);
    if (tracer->keeper == -1)
        return -1;
    record_header(tracer);
    tracer->root = start_command(tracer);
    if (tracer->root == -1)
        return -1;
    for (int i = 0; i < 3; i++)
        if (options->streams[i] != -1)
            close(options->streams[i]);
    struct task *root = task_add(&tracer->tasks, tracer->root, tracer->root);
    if (root == NULL) {
        start_undo(tracer->root);
        return -1;
    }
    bool forward =
        options->leash == -1; /* else nobody but the leash commands */
    if (forward)
        forward_start(tracer->root);
    trace_resume(tracer, root, 0);
    trace(tracer);
    if (forward)
        forward_end();
    return 0;
}

int
recorder_run(const struct recorder_options *options, int *status,
             const char **limit)
{
    struct tracer *tracer = calloc(1, sizeof *tracer);
    if (tracer == NULL)
        return -1;
    tracer->options = options;
    tracer->filtered = !options->all_calls;
    tracer->output = options->output;
    tracer->keeper_hold = -1;
    json_init(&tracer->json, options->records);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    int result = record(tracer), error = errno;
    dismiss(tracer);
    if (result == 0 && tracer->json.error == 0) {
        json_begin(&tracer->json, "complete", tracer_now());
        json_end(&tracer->json);
    }
    json_flush(&tracer->json);
    if (result == 0 && tracer->json.error != 0) {
        result = -1;
        error = tracer->json.error;
    }
    *status = tracer->root_status;
    *limit = tracer->limit;
    task_clear(&tracer->tasks);
    for (int i = 1; i < STREAMS; i++)
        free(tracer->streams[i]);
    free(tracer->written);
    free(tracer);
    errno = error;
    return result;
}
