/* SPDX-License-Identifier: MIT */
/* The hooks that process_start() needs in a Python process: what os.fork() does
 * around fork(). cffi has released the GIL; it is taken before and given back
 * in the parent. The worker keeps it. */
#include <Python.h>

#include <stdio.h>
#include <string.h>

#include "python_process.h"

static _Thread_local PyGILState_STATE gil;
static _Thread_local long threads;

/* As CPython counts, in the order of proc_pid_stat(5): the 20th field. The
 * name before the third may hold anything, but no ')' comes after it. */
static long
count_threads(void)
{
    char line[512];
    FILE *stat = fopen("/proc/self/stat", "re");
    if (stat == NULL)
        return 0;
    size_t length = fread(line, 1, sizeof line - 1, stat);
    fclose(stat);
    line[length] = '\0';
    const char *rest = strrchr(line, ')');
    long count = 0;
    if (rest == NULL || sscanf(rest,
                               ") %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                               "%*s %*s %*s %*s %*s %*s %*s %ld",
                               &count) != 1)
        return 0;
    return count;
}

static void
before(void)
{
    gil = PyGILState_Ensure();
    PyOS_BeforeFork();
}

static void
parent(void)
{
    threads = count_threads(); /* the hooks may start and end threads */
    PyOS_AfterFork_Parent();
    PyGILState_Release(gil);
}

static void
child(void)
{
    PyOS_AfterFork_Child();
}

static const struct process_hooks hooks = {before, parent, child};
const struct process_hooks *const python_hooks = &hooks;

long
python_fork_threads(void)
{
    return threads;
}
