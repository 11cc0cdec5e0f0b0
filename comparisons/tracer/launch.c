#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls/seccomp.h"
#include "session.h"

const long ptrace_options = PTRACE_O_EXITKILL | PTRACE_O_TRACEFORK |
                            PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                            PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
                            PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP;

extern char **environ;

/* The file that execvp() would execute, so that its attempts are not seen. */
static char *
find(const char *name)
{
    const char *path = getenv("PATH");
    if (strchr(name, '/') != NULL || path == NULL)
        return strdup(name);
    size_t size = strlen(path) + strlen(name) + 3;
    char *file = malloc(size);
    while (file != NULL) {
        struct stat status;
        size_t n = strcspn(path, ":");
        memcpy(file, n > 0 ? path : ".", n > 0 ? n : 1);
        file[n > 0 ? n : 1] = '/';
        strcpy(file + (n > 0 ? n : 1) + 1, name);
        if (access(file, X_OK) == 0 && stat(file, &status) == 0 &&
            S_ISREG(status.st_mode))
            return file;
        if (path[n] == '\0')
            break;
        path += n + 1;
    }
    free(file);
    return strdup(name);
}

/* The command's descriptors, process group and signals. */
static void
child_prepare(const struct tracer_options *options)
{
    if (options->foreground) {
        setpgid(0, 0);
        signal(SIGTTOU, SIG_IGN); /* the next call is from the background */
        tcsetpgrp(options->streams[1], getpid());
        signal(SIGTTOU, SIG_DFL);
    }
    for (int i = 0; i < 3; i++)
        if (options->streams[i] != -1)
            dup2(options->streams[i], i);
    /* Python ignores these two, for itself. */
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    /* Above a tracer with a cancel pipe, all signals are ignored, lest an
     * orphan signal its parent: the command starts as from a shell. */
    for (int i = 1; options->cancel_fd != -1 && i <= SIGRTMAX; i++)
        signal(i, options->ignored >> (i - 1) & 1 ? SIG_IGN : SIG_DFL);
}

static void
child_print_error(const char *name, const char *problem)
{
    const char *const parts[] = {name, ": ", problem, "\n"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (write(STDERR_FILENO, parts[i], strlen(parts[i])) == -1)
            return;
}

static _Noreturn void
child_execute(struct session *session, const char *file, char *const *script,
              const struct seccomp_filter *filter, int go)
{
    const char *const *command = session->options->command;
    char byte;
    child_prepare(session->options);
    /* Until the seizure, which brings PTRACE_O_EXITKILL. */
    if (read(go, &byte, 1) != 1)
        _exit(127);
    prctl(PR_SET_PDEATHSIG, 0);
    if (session->filtered)
        seccomp_install(filter); /* without it, the tracer sees no entry */
    execve(file, (char *const *)(uintptr_t)command, environ);
    if (errno == ENOEXEC)
        execve("/bin/sh", script, environ);
    int error = errno;
    child_print_error(command[0], strerror(error));
    _exit(error == ENOENT ? 127 : 126);
}

/* Seize the child and wait until it has stopped. */
static int
seize(pid_t pid)
{
    int status;
    if (ptrace(PTRACE_SEIZE, pid, 0, ptrace_options) == -1 ||
        ptrace(PTRACE_INTERRUPT, pid, 0, 0) == -1)
        return -1;
    while (waitpid(pid, &status, __WALL) == -1)
        if (errno != EINTR)
            return -1;
    if (!WIFSTOPPED(status)) {
        errno = ESRCH;
        return -1;
    }
    return 0;
}

void
launch_undo(pid_t pid)
{
    int status;
    kill(pid, SIGKILL);
    for (;;) {
        pid_t found = waitpid(pid, &status, __WALL);
        if (found == -1 && errno != EINTR)
            return;
        if (found == pid && !WIFSTOPPED(status))
            return;
        if (found == pid) /* PTRACE_EVENT_EXIT */
            ptrace(PTRACE_CONT, pid, 0, 0);
    }
}

pid_t
launch_command(struct session *session)
{
    const char *const *command = session->options->command;
    int go[2];
    size_t n = 0;
    while (command[n] != NULL)
        n++;
    struct seccomp_filter filter;
    seccomp_build(&filter, session->options->lookups,
                  session->options->creations, session->options->waits);
    char *file = find(command[0]);
    const char **script = calloc(n + 2, sizeof *script);
    if (file == NULL || script == NULL || pipe2(go, O_CLOEXEC) == -1) {
        free(file);
        free(script);
        return -1;
    }
    script[0] = "sh";
    script[1] = file;
    for (size_t i = 1; i < n; i++)
        script[i + 1] = command[i];

    pid_t tracer = getpid(), pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != tracer)
            _exit(127);
        close(go[1]);
        child_execute(session, file, (char *const *)(uintptr_t)script, &filter,
                      go[0]);
    }
    free(file);
    free(script);
    close(go[0]);
    if (pid != -1 && (seize(pid) == -1 || write(go[1], "", 1) != 1)) {
        int saved = errno;
        launch_undo(pid);
        pid = -1;
        errno = saved;
    }
    int saved = errno;
    close(go[1]);
    errno = saved;
    return pid;
}
