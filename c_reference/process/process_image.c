#define _POSIX_C_SOURCE 200809L
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#include <mach-o/dyld.h>
#endif
/* SPDX-License-Identifier: MIT */
#include "process_image.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static const struct process_worker no_workers[] = {{NULL, NULL}};
static const struct process_worker *table = no_workers;
static char *program;       /* the name that it was called by */
static char path[PATH_MAX]; /* of its file; CPython: spawn.get_executable() */

static void
find_path(void)
{
#ifdef __APPLE__
    uint32_t size = sizeof path;
    if (_NSGetExecutablePath(path, &size) == 0)
        return;
#else
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n > 0) {
        path[n] = '\0';
        return;
    }
#endif
    snprintf(path, sizeof path, "%s", program);
}

void
image_init(char *name, const struct process_worker *workers)
{
    program = name;
    table = workers;
    find_path();
}

const struct process_worker *
image_worker(int (*target)(void *argument))
{
    for (const struct process_worker *each = table; each->name; each++)
        if (each->target == target)
            return each;
    errno = ENOENT;
    return NULL;
}

const struct process_worker *
image_worker_named(const char *name)
{
    for (const struct process_worker *each = table; each->name; each++)
        if (strcmp(each->name, name) == 0)
            return each;
    errno = ENOENT;
    return NULL;
}

/* Let the new image have the descriptor, which is closed on exec otherwise. */
static int
pass(posix_spawn_file_actions_t *actions, int fd)
{
#ifdef __APPLE__
    return posix_spawn_file_actions_addinherit_np(actions, fd);
#else
    return posix_spawn_file_actions_adddup2(actions, fd, fd);
#endif
}

/* CPython: util.spawnv_passfds(), which calls vfork() and execve() itself, as
 * posix_spawn() does, to close all other descriptors too. */
pid_t
image_start(char *role, int first, int second)
{
    char numbers[2][16];
    snprintf(numbers[0], sizeof numbers[0], "%d", first);
    snprintf(numbers[1], sizeof numbers[1], "%d", second);
    char *argv[] = {program, role, numbers[0], numbers[1], NULL};

    posix_spawn_file_actions_t actions;
    pid_t pid;
    int error = posix_spawn_file_actions_init(&actions);
    if (error == 0) {
        error = pass(&actions, first);
        if (error == 0)
            error = pass(&actions, second);
        if (error == 0)
            error = posix_spawn(&pid, path, &actions, NULL, argv, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    errno = error;
    return error == 0 ? pid : -1;
}
