/* SPDX-License-Identifier: MIT */
/* The start method fork in a Python process. */
#include <Python.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "process_internal.h"
#include "python_process.h"

int python_fork_counts;
static _Thread_local long threads;

/* As CPython counts, in the order of proc_pid_stat(5): the 20th field. The
 * name before the third may hold anything, but no ')' comes after it. Without
 * a FILE, whose buffer every fork would copy. */
static long
count_threads(void)
{
    char line[512];
    int stat = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t length = read(stat, line, sizeof line - 1); /* -1 of -1, too */
    close(stat);
    if (length <= 0)
        return 0;
    line[length] = '\0';
    const char *rest = strrchr(line, ')');
    for (int field = 2; rest != NULL && field < 20; field++)
        rest = strchr(rest + 1, ' ');
    return rest == NULL ? 0 : atol(rest);
}

/* CPython: os.fork(), without its audit event. cffi has released the GIL: the
 * hooks need it, and both processes return without it. */
static pid_t
os_fork(void)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyOS_BeforeFork();
    pid_t pid = fork();
    int error = errno;
    if (pid == 0)
        PyOS_AfterFork_Child();
    else {
        if (python_fork_counts) /* before the hooks, which may start some */
            threads = count_threads();
        PyOS_AfterFork_Parent();
    }
    PyGILState_Release(gil);
    errno = error;
    return pid;
}

int
python_fork(struct process *p)
{
    *p = (struct process){.method = PROCESS_FORK, .parent_pid = getpid()};
    int worker = popen_fork_copy(p, os_fork);
    if (worker == -1)
        return -errno;
    if (worker == 1)
        return 0;
    p->state = PROCESS_STARTED;
    return p->pid;
}

long
python_fork_threads(void)
{
    return threads;
}
