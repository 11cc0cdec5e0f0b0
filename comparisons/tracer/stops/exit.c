#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "stops/exit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "forward_signals.h"
#include "session.h"

static int
code_of(int status)
{
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void
exit_begins(struct session *session, const struct tracee *tracee, int status)
{
    tracer_begin(session, "exiting", tracee->tid, tracee->pid);
    json_number(&session->json, "status", status);
    json_end(&session->json);
}

void
exit_reported(struct session *session, struct tracee *tracee, int status)
{
    bool root = tracee->tid == session->root;
    tracer_begin(session, "death", tracee->tid, tracee->pid);
    json_number(&session->json, "status", code_of(status));
    json_end(&session->json);
    tracee_remove(&session->tracees, tracee);
    if (!root)
        return;
    forward_root_ended();
    session->root_ended = true;
    session->root_status = status;
    if (!session->killing) { /* else the end is not its own */
        json_begin(&session->json, "exit", monotonic_now());
        json_number(&session->json, "status", code_of(status));
        json_end(&session->json);
    }
    if (session->root_pipe != -1)
        close(session->root_pipe);
    session->root_pipe = -1;
}

/* Read a file of a process, without the end of its last word. */
static ssize_t
read_of(pid_t pid, const char *name, char *text, size_t size)
{
    snprintf(text, size, "/proc/%d/%s", (int)pid, name);
    int fd = open(text, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd == -1 ? 0 : read(fd, text, size);
    if (fd != -1)
        close(fd);
    return n > 0 && (text[n - 1] == '\0' || text[n - 1] == '\n') ? n - 1 : n;
}

static void
record_killed(struct session *session, pid_t pid)
{
    char text[1024];
    ssize_t n = read_of(pid, "cmdline", text, sizeof text);
    if (n <= 0) /* its first thread has ended: that has no memory any more */
        n = read_of(pid, "comm", text, sizeof text);
    for (ssize_t i = 0; i < n; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    json_begin(&session->json, "killed", monotonic_now());
    json_number(&session->json, "pid", pid);
    json_text(&session->json, "command", text, n > 0 ? (size_t)n : 0);
    json_end(&session->json);
}

void
kill_all(struct session *session, const char *limit)
{
    bool first = !session->killing;
    session->killing = true;
    if (first && limit != NULL) {
        session->limit = limit;
        json_begin(&session->json, "limit", monotonic_now());
        json_name(&session->json, "what", limit);
        json_end(&session->json);
    }
    struct tracee *tracee = NULL;
    while ((tracee = tracee_next(&session->tracees, tracee)) != NULL) {
        if (first && tracee->pid == tracee->tid)
            record_killed(session, tracee->pid);
        kill(tracee->pid, SIGKILL);
    }
}
