#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* process.h, one scenario a run: scenarios NAME. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native.h"

/* An exit code is the status, as far as it goes, or minus the signal. */
static void
exit_codes(void)
{
    CHECK(0, run(returns, 0));
    CHECK(3, run(returns, 3));
    CHECK(44, run(returns, 300));
    CHECK(255, run(returns, -1));
    CHECK(-SIGTERM, run(raises, SIGTERM));
    CHECK(-SIGKILL, run(raises, SIGKILL));
    CHECK(-SIGABRT, run(raises, SIGABRT));
}

/* The status word is the kernel's, unless a server keeps it. */
static void
status_word(void)
{
    struct process p;
    start(&p, sleeps);
    CHECK(0, process_terminate(&p));
    join(&p);
    CHECK(-SIGTERM, p.exitcode);
    if (method_is("forkserver"))
        CHECK(-1, p.status);
    else
        CHECK(SIGTERM, WTERMSIG(p.status));
    CHECK(1, process_join(&p, 0)); /* again, at once */
    CHECK(1, process_poll(&p));
    CHECK(0, process_kill(&p)); /* nobody to send it to */
    CHECK(0, process_close(&p));
    CHECK(0, process_close(&p));
    FAILS(EINVAL, process_join(&p, 0));
}

static void
timeouts(void)
{
    struct process p;
    start(&p, sleeps);
    CHECK(0, process_poll(&p));
    CHECK(0, process_join(&p, 0));
    CHECK(0, process_join(&p, 0.01));
    CHECK(0, process_join(&p, 1e-9));
    CHECK(5, run(returns, 5)); /* another one ends first */
    FAILS(EINVAL, process_join(&p, NAN));
    FAILS(EBUSY, process_close(&p));
    CHECK(0, process_kill(&p));
    CHECK(1, process_join(&p, 1e12)); /* more than poll() can take */
    CHECK(-SIGKILL, p.exitcode);
    CHECK(0, process_close(&p));
}

/* The first of many, and then the next. */
static void
first_of_many(void)
{
    enum { N = 20 };
    struct process all[N];
    struct process *many[N];
    for (int i = 0; i < N; i++) {
        start(&all[i], sleeps);
        many[i] = &all[i];
    }
    CHECK(0, process_wait_any(many, N, 0));
    CHECK(0, process_wait_any(many, N, 0.01));
    FAILS(EINVAL, process_wait_any(many, N, NAN));
    for (int n = N; n > 0; n--) {
        struct process *chosen = many[n / 2];
        CHECK(0, process_kill(chosen));
        CHECK(1, process_wait_any(many, (size_t)n, PROCESS_FOREVER));
        CHECK(1, many[0] == chosen);
        join(many[0]);
        CHECK(1, process_wait_any(many, (size_t)n, 1e12)); /* still ready */
        CHECK(0, process_close(many[0]));
        FAILS(EINVAL, process_wait_any(many, (size_t)n, 0)); /* it is closed */
        many[0] = many[n - 1];
    }
    for (int count = 1; count <= 3; count++) {
        fault("calloc", count, ENOMEM);
        FAILS(ENOMEM, process_wait_any(many, 0, 0));
    }
    CHECK(0, process_wait_any(many, 0, 0));
}

/* Any descriptor can be waited for beside sentinels. The indices say which are
 * ready; no byte is read for that, and no worker reaped. */
static void
sentinels(void)
{
    enum { N = 4 };
    struct process p;
    int ends[2];
    char byte = 'x';
    CHECK(0, pipe2(ends, O_CLOEXEC));
    start(&p, sleeps);
    int fds[N] = {-1, p.sentinel, ends[0], p.sentinel};
    size_t ready[N] = {N, N, N, N};
    CHECK(0, process_sentinels_wait(fds, N, 0, ready));
    CHECK(0, process_sentinels_wait(fds, N, 0.01, ready));
    CHECK(N, ready[0]);
    CHECK(1, write(ends[1], &byte, 1));
    CHECK(1, process_sentinels_wait(fds, N, PROCESS_FOREVER, ready));
    CHECK(2, ready[0]);
    CHECK(1, process_sentinels_wait(fds, N, 1e12, ready)); /* still ready */
    CHECK(1, read(ends[0], &byte, 1));
    CHECK(0, process_sentinels_wait(fds, N, 0, ready));
    CHECK(0, process_kill(&p));
    CHECK(2, process_sentinels_wait(fds, N, PROCESS_FOREVER, ready));
    CHECK(1, ready[0]);
    CHECK(3, ready[1]);
    CHECK(0, close(ends[1])); /* the worker's copy may be closed later */
    CHECK(1, process_sentinels_wait(ends, 1, PROCESS_FOREVER, ready));
    CHECK(3, process_sentinels_wait(fds, N, 0, ready));
    CHECK(1, ready[0]);
    CHECK(2, ready[1]);
    CHECK(N, ready[3]);
    CHECK(PROCESS_STARTED, p.state);
    join(&p);
    CHECK(-SIGKILL, p.exitcode);
    CHECK(0, process_close(&p));
    CHECK(0, close(ends[0]));
    CHECK(1, process_sentinels_wait(ends, 1, 0, ready)); /* it is not open */
}

/* An error is returned at once, and no index is written. */
static void
failing_sentinels(void)
{
    int fds[] = {-1, -1};
    size_t ready[] = {2, 2};
    struct rlimit limit, one;
    FAILS(EINVAL, process_sentinels_wait(fds, 2, NAN, ready));
    fault("calloc", 1, ENOMEM);
    FAILS(ENOMEM, process_sentinels_wait(fds, 2, 0, ready));
    CHECK(0, getrlimit(RLIMIT_NOFILE, &limit));
    one = (struct rlimit){1, limit.rlim_max};
    CHECK(0, setrlimit(RLIMIT_NOFILE, &one));
    FAILS(EINVAL, process_sentinels_wait(fds, 2, 0, ready));
    CHECK(0, process_sentinels_wait(fds, 1, 0, ready));
    CHECK(0, setrlimit(RLIMIT_NOFILE, &limit));
    CHECK(0, process_sentinels_wait(fds, 2, 0, ready));
    CHECK(0, process_sentinels_wait(NULL, 0, 0, NULL));
    CHECK(2, ready[0]);
}

static void
misuse(void)
{
    char method[16];
    snprintf(method, sizeof method, "%s", getenv("PROCESS_START_METHOD"));
    struct process p = {0};
    FAILS(EINVAL, process_start(&p)); /* no target */
    FAILS(EINVAL, process_join(&p, 0));
    FAILS(EINVAL, process_poll(&p));
    FAILS(EINVAL, process_terminate(&p));
    p.target = sleeps;
    p.method = PROCESS_FORKSERVER + 1;
    FAILS(EINVAL, process_start(&p));
    p.method = -1;
    FAILS(EINVAL, process_start(&p));
    p = (struct process){.state = PROCESS_STARTED, .method = PROCESS_FORK};
    FAILS(EINVAL, process_kill(&p)); /* PID 0 are many */

    start(&p, sleeps);
    FAILS(EINVAL, process_start(&p)); /* twice */
    FAILS(EINVAL, process_send_signal(&p, 12345));
    CHECK(0, process_kill(&p));
    join(&p);
    FAILS(EINVAL, process_start(&p));
    CHECK(0, process_close(&p));

    p = (struct process){.target = is_untold};
    if (method_is("fork")) {
        CHECK(0, process_start(&p));
        join(&p);
        CHECK(0, process_close(&p));
    } else {
        FAILS(ENOENT, process_start(&p)); /* is not in the table */
        char big[PROCESS_ARGUMENT_MAX + 1] = {0};
        p = (struct process){
            .target = returns, .argument = big, .size = sizeof big};
        FAILS(E2BIG, process_start(&p));
        p.size--;
        CHECK(0, process_start(&p));
        join(&p);
        CHECK(0, process_close(&p));
    }
    setenv("PROCESS_START_METHOD", "thread", 1);
    p = (struct process){.target = returns};
    FAILS(EINVAL, process_start(&p));
    unsetenv("PROCESS_START_METHOD");
    start(&p, is_untold); /* the default is fork, which needs no name */
    CHECK(PROCESS_FORK, p.method);
    join(&p);
    CHECK(0, process_close(&p));
    setenv("PROCESS_START_METHOD", method, 1);
}

static volatile sig_atomic_t rung;

static void
ring(int signal)
{
    (void)signal;
    rung = 1;
}

/* A signal handler ends the wait, with and without a timeout. */
static void
interrupted(void)
{
    struct sigaction action = {.sa_handler = ring};
    sigaction(SIGALRM, &action, NULL);
    struct itimerval soon = {{0, 20000}, {0, 20000}}, never = {{0, 0}, {0, 0}};
    struct process p, *many[] = {&p};
    start(&p, sleeps);
    setitimer(ITIMER_REAL, &soon, NULL);
    FAILS(EINTR, process_join(&p, PROCESS_FOREVER));
    FAILS(EINTR, process_join(&p, 1000));
    FAILS(EINTR, process_wait_any(many, 1, PROCESS_FOREVER));
    size_t ready;
    FAILS(EINTR, process_sentinels_wait(&p.sentinel, 1, 1000, &ready));
    CHECK(1, rung);
    setitimer(ITIMER_REAL, &never, NULL);
    CHECK(0, process_kill(&p));
    join(&p);
    CHECK(0, process_close(&p));
}

/* A status that somebody else took is lost to the join, for ever. */
static void
stolen_status(void)
{
    struct process p;
    start(&p, sleeps);
    CHECK(0, process_kill(&p));
    if (method_is("forkserver")) { /* the server has it: nothing to steal */
        FAILS(ECHILD, waitpid(p.pid, NULL, 0));
        join(&p);
    } else {
        CHECK(p.pid, waitpid(p.pid, NULL, 0));
        FAILS(ECHILD, process_join(&p, PROCESS_FOREVER));
        FAILS(ECHILD, process_poll(&p));
        FAILS(EBUSY, process_close(&p));
        CHECK(0, process_kill(&p)); /* no such process: no error */
    }
    process_release(&p);
}

/* A signal that may not be sent waits a tenth of a second for the end. */
static void
refused_signal(void)
{
    struct process p;
    start(&p, sleeps);
    fault("kill", 1, EPERM);
    FAILS(EPERM, process_kill(&p));
    CHECK(0, process_kill(&p));
    struct pollfd end = {.fd = p.sentinel, .events = POLLIN};
    CHECK(1, poll(&end, 1, -1)); /* a busy machine takes longer than that */
    fault("kill", 1, EPERM);
    CHECK(0, process_kill(&p)); /* by then it has ended */
    CHECK(PROCESS_ENDED, p.state);
    CHECK(0, process_close(&p));
}

/* One that somebody else has started; only a child can be waited for. */
static void
adopted(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(7);
    struct process p = {.method = PROCESS_SPAWN,
                        .state = PROCESS_STARTED,
                        .pid = pid,
                        .sentinel = dup(STDERR_FILENO)};
    join(&p);
    CHECK(7, p.exitcode);
    int sentinel = p.sentinel;
    CHECK(0, process_close(&p)); /* what others have opened it leaves */
    CHECK(0, close(sentinel));

    start(&p, sleeps);
    pid = fork();
    if (pid == 0) { /* not the parent: forkserver alone would not notice */
        if (!method_is("forkserver"))
            FAILS(ECHILD, process_join(&p, PROCESS_FOREVER));
        int fds[] = {p.sentinel, p.lifeline};
        process_release(&p); /* of a copy closes nothing */
        CHECK(0, fcntl(fds[0], F_GETFD) == -1);
        CHECK(0, fcntl(fds[1], F_GETFD) == -1);
        _exit(EXIT_SUCCESS);
    }
    int status;
    CHECK(pid, waitpid(pid, &status, 0));
    CHECK(0, process_kill(&p));
    join(&p);
    CHECK(0, status);
    CHECK(0, process_close(&p));
}

static void *
join_in_thread(void *p)
{
    return (void *)(intptr_t)process_join(p, PROCESS_FOREVER);
}

/* Two threads wait for one worker: one of them, at least, learns its end. */
static void
two_threads(void)
{
    struct process p;
    pthread_t threads[2];
    void *results[2];
    start(&p, sleeps);
    for (int i = 0; i < 2; i++)
        CHECK(0, pthread_create(&threads[i], NULL, join_in_thread, &p));
    CHECK(0, kill(p.pid, SIGKILL));
    for (int i = 0; i < 2; i++)
        CHECK(0, pthread_join(threads[i], &results[i]));
    CHECK(1, (intptr_t)results[0] == 1 || (intptr_t)results[1] == 1);
    CHECK(1, p.exitcode == -SIGKILL || p.exitcode == 255);
    CHECK(0, process_close(&p));
}

static const struct {
    const char *call;
    int error;
} faults[] = {
    {"pipe2", EMFILE},         {"fork", EAGAIN},
    {"posix_spawn", ENOMEM},   {"posix_spawn_file_actions_init", ENOMEM},
    {"socketpair", EMFILE},    {"posix_spawn_file_actions_adddup2", ENOMEM},
    {"sendmsg", ETOOMANYREFS}, {"fflush", ENOSPC},
    {"waitpid", ECHILD},       {"write", EIO},
};

/* Whatever call of start() fails, that is its error, nothing is left open, and
 * the next start works. */
static void
failing_start(void)
{
    struct process p;
    int refused = 0, before = descriptors();
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        for (int count = 1; count < 9; count++) {
            fault(faults[i].call, count, faults[i].error);
            p = (struct process){.target = sleeps};
            int result = process_start(&p);
            int error = errno, pending = fault_is_pending();
            fault("", 0, 0);
            if (result == 0) { /* it takes fewer calls than that */
                CHECK(1, pending);
                CHECK(0, process_kill(&p));
                join(&p);
                CHECK(0, process_close(&p));
                /* a server holds on to two, and so does the next start */
                before = descriptors();
                break;
            }
            CHECK(faults[i].error, error);
            CHECK(PROCESS_NEW, p.state);
            CHECK(before, descriptors());
            CHECK(5, run(returns, 5));
            before = descriptors();
            refused++;
        }
    CHECK(1, refused >= 4);
}

/* Without a server the start makes one; where that fails, nothing is left. */
static void
failing_first_start(void)
{
    if (!method_is("forkserver"))
        return;
    static const struct {
        const char *call;
        int count, error;
    } first[] = {{"socketpair", 1, EMFILE},
                 {"pipe2", 3, EMFILE}, /* after the two of the worker */
                 {"posix_spawn", 1, ENOMEM}};
    int before = descriptors();
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        struct process p = {.target = sleeps};
        fault(first[i].call, first[i].count, first[i].error);
        FAILS(first[i].error, process_start(&p));
        CHECK(before, descriptors());
    }
    CHECK(5, run(returns, 5));
}

/* A signal during a start is no reason to give it up. */
static void
interrupted_start(void)
{
    static const char *const calls[] = {"read", "write", "poll"};
    for (int i = 0; i < 3; i++)
        for (int count = 1; count < 4; count++) {
            fault(calls[i], count, EINTR);
            CHECK(5, run(returns, 5));
        }
    fault("", 0, 0);
}

/* The limits of the system itself: descriptors, and processes. */
static void
limits(void)
{
    struct process p;
    CHECK(5, run(returns, 5)); /* a server may run from now on */
    int before = descriptors();
    struct rlimit limit, few;
    getrlimit(RLIMIT_NOFILE, &limit);
    int lowest = dup(STDIN_FILENO); /* that is free */
    close(lowest);
    for (rlim_t room = 0; room < 4; room++) {
        few = (struct rlimit){(rlim_t)lowest + room, limit.rlim_max};
        CHECK(0, setrlimit(RLIMIT_NOFILE, &few));
        p = (struct process){.target = returns};
        FAILS(EMFILE, process_start(&p));
        CHECK(0, setrlimit(RLIMIT_NOFILE, &limit));
        CHECK(before, descriptors());
    }
    CHECK(5, run(returns, 5));
    if (method_is("forkserver") || getuid() != 0)
        return;
    CHECK(0, setgid(65534));
    CHECK(0, setuid(65534));
    few = (struct rlimit){0, 0};
    CHECK(0, setrlimit(RLIMIT_NPROC, &few));
    p = (struct process){.target = returns};
    FAILS(EAGAIN, process_start(&p));
    CHECK(before, descriptors());
}

/* A worker's parent, by proc(5). */
static pid_t
parent_of(pid_t pid)
{
    char path[64];
    int parent = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *stat = fopen(path, "re");
    CHECK(1, stat != NULL && fscanf(stat, "%*d (%*[^)]) %*c %d", &parent) == 1);
    fclose(stat);
    return parent;
}

/* Kill it and wait until it is a zombie, which the next start reaps. */
static void
kill_server(void)
{
    struct process p;
    siginfo_t info;
    start(&p, sleeps);
    pid_t server = parent_of(p.pid);
    CHECK(0, kill(server, SIGKILL));
    CHECK(0, waitid(P_PID, (id_t)server, &info, WEXITED | WNOWAIT));
    join(&p);
    CHECK(255, p.exitcode);
    CHECK(0, kill(p.pid, SIGKILL));
    CHECK(0, process_close(&p));
}

/* A server that is killed: 255 for its worker, and the next start has a new
 * one. Under the other methods the worker's parent is this process. */
static void
killed_server(void)
{
    if (!method_is("forkserver"))
        return;
    CHECK(5, run(returns, 5));
    int before = descriptors();
    kill_server();
    CHECK(5, run(returns, 5));
    CHECK(before, descriptors());
}

/* What fails in the server ends it, as an exception ends CPython's: the start
 * says so, or the join, and the next start works. */
static void
failing_server(void)
{
    if (!method_is("forkserver"))
        return;
    static const struct {
        const char *fault;
        int in_start;
    } server[] = {
        /* the first write may be of the SIGCHLD handler */
        {"pipe2 1 24", 1},    {"recvmsg 1 24", 1}, {"realloc 1 12", 1},
        {"fork 1 11", 1},     {"poll 1 12", 1},    {"waitpid 1 22", 0},
        {"write 3 5", 0},     {"poll 1 4", -1},    {"read 1 5", 0},
        {"readlink 1 2", -1},
    };
    struct process p;
    for (size_t i = 0; i < sizeof server / sizeof server[0]; i++) {
        /* the server of before goes, so that a new image is made */
        kill_server();
        CHECK(0, setenv("FAULT", server[i].fault, 1));
        int number = 5;
        p = (struct process){
            .target = returns, .argument = &number, .size = sizeof number};
        int result = process_start(&p);
        int error = errno;
        CHECK(0, unsetenv("FAULT"));
        if (server[i].in_start == 1) {
            CHECK(-1, result);
            CHECK(EPIPE, error);
        } else {
            CHECK(0, result);
            join(&p);
            CHECK(server[i].in_start == 0 ? 255 : 5, p.exitcode);
            siginfo_t info; /* the server, this process's only child */
            if (server[i].in_start == 0)
                CHECK(0, waitid(P_ALL, 0, &info, WEXITED | WNOWAIT));
            CHECK(0, process_close(&p));
        }
        CHECK(5, run(returns, 5));
    }
}

/* A new image that cannot read what it is to do ends with 1. */
static void
failing_image(void)
{
    if (!method_is("spawn"))
        return;
    CHECK(0, setenv("FAULT", "read 1 5", 1));
    CHECK(1, run(returns, 5));
    CHECK(0, setenv("FAULT", "fflush 1 28", 1)); /* output that is lost */
    CHECK(1, run(returns, 0));
    CHECK(0, setenv("FAULT", "readlink 1 2", 1)); /* no /proc */
    CHECK(5, run(returns, 5));
    CHECK(0, unsetenv("FAULT"));
}

static const struct process_worker workers[] = {
    {"returns", returns}, {"raises", raises}, {"sleeps", sleeps}, {NULL, NULL}};

static const struct {
    const char *name;
    void (*run)(void);
} scenarios[] = {
    {"exit_codes", exit_codes},
    {"status_word", status_word},
    {"timeouts", timeouts},
    {"first_of_many", first_of_many},
    {"sentinels", sentinels},
    {"failing_sentinels", failing_sentinels},
    {"misuse", misuse},
    {"interrupted", interrupted},
    {"stolen_status", stolen_status},
    {"refused_signal", refused_signal},
    {"adopted", adopted},
    {"two_threads", two_threads},
    {"failing_start", failing_start},
    {"failing_first_start", failing_first_start},
    {"interrupted_start", interrupted_start},
    {"limits", limits},
    {"killed_server", killed_server},
    {"failing_server", failing_server},
    {"failing_image", failing_image},
};

int
main(int argc, char **argv)
{
    process_main(argc, argv, workers);
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        if (argc == 1)
            puts(scenarios[i].name);
        else if (strcmp(argv[1], scenarios[i].name) == 0) {
            int before = descriptors();
            scenarios[i].run();
            /* a fork server keeps two */
            CHECK(1, descriptors() <= before + 2 * method_is("forkserver"));
            /* no zombie; a server is no zombie while we live */
            if (!method_is("forkserver"))
                FAILS(ECHILD, waitpid(-1, NULL, WNOHANG));
            return EXIT_SUCCESS;
        }
    return argc == 1 ? EXIT_SUCCESS : 2;
}
