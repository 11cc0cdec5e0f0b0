#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* Calls that fail on demand: linked with --wrap for each of them. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native.h"

static char failing[32];
static int left;
static int with;

void
fault(const char *name, int count, int error)
{
    snprintf(failing, sizeof failing, "%s", name);
    left = count;
    with = error;
}

int
fault_is_pending(void)
{
    return left > 0;
}

__attribute__((constructor)) static void
from_environment(void)
{
    const char *text = getenv("FAULT");
    if (text != NULL && sscanf(text, "%31s %d %d", failing, &left, &with) != 3)
        abort();
}

static int
due(const char *name)
{
    if (left == 0 || strcmp(name, failing) != 0 || --left > 0)
        return 0;
    errno = with;
    return 1;
}

#define WRAP(type, name, parameters, arguments, failure)                       \
    type __real_##name parameters;                                             \
    type __wrap_##name parameters;                                             \
    type __wrap_##name parameters                                              \
    {                                                                          \
        return due(#name) ? (failure) : __real_##name arguments;               \
    }

WRAP(int, pipe2, (int fds[2], int flags), (fds, flags), -1)
WRAP(pid_t, fork, (void), (), -1)
WRAP(int, socketpair, (int domain, int type, int protocol, int fds[2]),
     (domain, type, protocol, fds), -1)
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *header, int flags),
     (fd, header, flags), -1)
WRAP(ssize_t, recvmsg, (int fd, struct msghdr *header, int flags),
     (fd, header, flags), -1)
WRAP(ssize_t, read, (int fd, void *data, size_t n), (fd, data, n), -1)
WRAP(ssize_t, write, (int fd, const void *data, size_t n), (fd, data, n), -1)
WRAP(ssize_t, readlink, (const char *path, char *text, size_t n),
     (path, text, n), -1)
WRAP(pid_t, waitpid, (pid_t pid, int *status, int flags), (pid, status, flags),
     -1)
WRAP(int, poll, (struct pollfd * set, nfds_t n, int timeout), (set, n, timeout),
     -1)
WRAP(int, kill, (pid_t pid, int number), (pid, number), -1)
WRAP(int, fflush, (FILE * stream), (stream), EOF)
WRAP(void *, calloc, (size_t n, size_t size), (n, size), NULL)
WRAP(void *, realloc, (void *old, size_t size), (old, size), NULL)
WRAP(int, posix_spawn_file_actions_init, (posix_spawn_file_actions_t * actions),
     (actions), with)
WRAP(int, posix_spawn_file_actions_adddup2,
     (posix_spawn_file_actions_t * actions, int from, int to),
     (actions, from, to), with)
WRAP(int, posix_spawn,
     (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
      const posix_spawnattr_t *attributes, char *const argv[],
      char *const envp[]),
     (pid, path, actions, attributes, argv, envp), with)

/* A worker's coverage would be lost: its end runs no exit handlers. */
#ifdef COVERAGE
void
__gcov_dump(void);
#endif
_Noreturn void
__real__exit(int status);
_Noreturn void
__wrap__exit(int status);
_Noreturn void
__wrap__exit(int status)
{
#ifdef COVERAGE
    __gcov_dump();
#endif
    __real__exit(status);
}
