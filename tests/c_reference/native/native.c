#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
#include "native.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
check(long long expected, long long actual, const char *what, int line)
{
    if (expected == actual)
        return;
    fprintf(stderr, "line %d: %s is %lld, not %lld (errno %d)\n", line, what,
            actual, expected, errno);
    exit(EXIT_FAILURE);
}

void
fails(int error, int result, const char *what, int line)
{
    int seen = errno;
    check(-1, result, what, line);
    check(error, seen, what, line);
}

int
returns(void *number)
{
    return *(int *)number;
}

int
raises(void *number)
{
    signal(*(int *)number, SIG_DFL);
    raise(*(int *)number);
    return EXIT_FAILURE;
}

int
sleeps(void *nothing)
{
    (void)nothing;
    for (;;)
        pause();
}

int
is_untold(void *nothing)
{
    (void)nothing;
    return EXIT_SUCCESS;
}

void
start(struct process *p, int (*target)(void *argument))
{
    *p = (struct process){.target = target};
    CHECK(0, process_start(p));
    CHECK(PROCESS_STARTED, p->state);
}

void
join(struct process *p)
{
    int ended;
    while ((ended = process_join(p, PROCESS_FOREVER)) == -1 && errno == EINTR)
        ;
    CHECK(1, ended);
    CHECK(PROCESS_ENDED, p->state);
}

int
run(int (*target)(void *argument), int number)
{
    struct process p = {
        .target = target, .argument = &number, .size = sizeof number};
    CHECK(0, process_start(&p));
    join(&p);
    CHECK(0, process_close(&p));
    return p.exitcode;
}

int
descriptors(void)
{
    int found = 0;
    for (int fd = 0; fd < 256; fd++)
        found += fcntl(fd, F_GETFD) != -1;
    return found;
}

int
method_is(const char *name)
{
    return strcmp(getenv("PROCESS_START_METHOD"), name) == 0;
}
