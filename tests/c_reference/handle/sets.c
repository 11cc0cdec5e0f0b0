#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* process_set.h, one scenario a run: sets NAME. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native.h"
#include "process_set.h"
#include "seam.h"

enum { N = 40 };

static struct process_set set;
static struct process_handle all[N], *ended[N];

static void
begin(struct process_handle *h)
{
    *h = (struct process_handle){.target = sleeps};
    CHECK(0, process_handle_start(h));
    CHECK(0, process_set_add(&set, h));
}

static void
end(struct process_handle *h)
{
    siginfo_t info;
    CHECK(0, process_handle_send_signal(h, SIGKILL));
    CHECK(0, waitid(P_PID, (id_t)h->pid, &info, WEXITED | WNOWAIT));
}

static void
check_ended(struct process_handle *expected, struct process_handle *h)
{
    CHECK(1, h == expected);
    CHECK(-SIGKILL, process_handle_exitcode(h));
    CHECK(0, process_handle_close(h));
}

/* Each is reported when it has ended, joined, once. */
static void
one_by_one(void)
{
    CHECK(0, process_set_wait(&set, ended, N, 0)); /* there is none in it */
    for (int i = 0; i < N; i++)
        begin(&all[i]);
    CHECK(0, process_set_wait(&set, ended, N, 0));
    CHECK(0, process_set_wait(&set, ended, N, 0.01));
    CHECK(0, process_set_wait(&set, NULL, 0, PROCESS_FOREVER));
    FAILS(EINVAL, process_set_wait(&set, ended, N, NAN));
    for (int i = N - 1; i >= 0; i--) {
        CHECK(0, process_handle_send_signal(&all[i], SIGKILL));
        CHECK(1, process_set_wait(&set, ended, N, PROCESS_FOREVER));
        check_ended(&all[i], ended[0]);
        CHECK(0, process_set_wait(&set, ended, N, 0));
    }
}

/* As many at once as there is room for; the others stay. */
static void
many_at_once(void)
{
    for (int i = 0; i < N; i++) {
        begin(&all[i]);
        end(&all[i]);
    }
    int seen = 0;
    for (int n; seen < N; seen += n) {
        n = process_set_wait(&set, ended, 7, PROCESS_FOREVER);
        CHECK(1, 0 < n && n <= 7);
        for (int i = 0; i < n; i++)
            check_ended(ended[i], ended[i]);
    }
    CHECK(N, seen);
    CHECK(0, process_set_wait(&set, ended, N, 0));
}

/* How many descriptors the kernel has in the set, by proc(5). */
static int
watched(void)
{
    char path[64], line[256];
    int found = 0;
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", set.fd);
    FILE *info = fopen(path, "re");
    CHECK(1, info != NULL);
    while (fgets(line, sizeof line, info) != NULL)
        found += strncmp(line, "tfd:", 4) == 0;
    fclose(info);
    return found;
}

/* A worker that was forked later has a copy of the pidfd, and still what has
 * been reported, or was taken out, is not reported again. */
static void
copies(void)
{
    begin(&all[0]);
    begin(&all[1]);
    begin(&all[2]); /* has copies of both */
    end(&all[0]);
    CHECK(1, process_set_wait(&set, ended, N, PROCESS_FOREVER));
    check_ended(&all[0], ended[0]);
    CHECK(2, watched());
    end(&all[1]);
    CHECK(1, process_handle_poll(&all[1]));
    FAILS(EBUSY, process_handle_close(&all[1])); /* it is in the set */
    CHECK(0, process_set_remove(&set, &all[1]));
    check_ended(&all[1], &all[1]);
    CHECK(1, watched());
    CHECK(0, process_set_wait(&set, ended, N, 0.01));
    end(&all[2]);
    CHECK(1, process_set_wait(&set, ended, N, PROCESS_FOREVER));
    check_ended(&all[2], ended[0]);
}

/* One that was joined before, in the set or outside of it, is reported. */
static void
joined_before(void)
{
    begin(&all[0]);
    begin(&all[1]);
    CHECK(0, process_set_remove(&set, &all[1]));
    for (int i = 0; i < 2; i++) {
        end(&all[i]);
        CHECK(1, process_handle_join(&all[i], PROCESS_FOREVER));
    }
    CHECK(0, process_set_add(&set, &all[1]));
    for (int i = 0; i < 2; i++) {
        CHECK(1, process_set_wait(&set, ended, 1, PROCESS_FOREVER));
        check_ended(ended[0], ended[0]);
    }
}

static void
misuse(void)
{
    struct rlimit limit, none = {0, 0};
    struct process_handle unstarted = {0};
    struct process_set other;
    CHECK(0, getrlimit(RLIMIT_NOFILE, &limit));
    none.rlim_max = limit.rlim_max;
    CHECK(0, setrlimit(RLIMIT_NOFILE, &none));
    FAILS(EMFILE, process_set_open(&other));
    CHECK(0, setrlimit(RLIMIT_NOFILE, &limit));
    FAILS(EINVAL, process_set_add(&set, &unstarted));
    FAILS(ENOENT, process_set_remove(&set, &unstarted));
    CHECK(0, process_set_open(&other));
    CHECK(FD_CLOEXEC, fcntl(other.fd, F_GETFD));
    begin(&all[0]);
    FAILS(EEXIST, process_set_add(&set, &all[0]));
    FAILS(EEXIST, process_set_add(&other, &all[0]));
    FAILS(ENOENT, process_set_remove(&other, &all[0]));
    CHECK(0, process_set_remove(&set, &all[0]));
    FAILS(ENOENT, process_set_remove(&set, &all[0]));
    process_set_close(&other);
    FAILS(EBADF, process_set_add(&other, &all[0]));
    FAILS(EBADF, process_set_wait(&other, ended, N, 0));
    end(&all[0]);
    CHECK(1, process_handle_poll(&all[0]));
    check_ended(&all[0], &all[0]);
}

static void
ring(int signal)
{
    (void)signal;
}

static void
interrupted(void)
{
    struct sigaction action = {.sa_handler = ring, .sa_flags = SA_RESTART};
    struct itimerval soon = {{0, 20000}, {0, 20000}}, never = {0};
    begin(&all[0]);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    FAILS(EINTR, process_set_wait(&set, ended, N, PROCESS_FOREVER));
    FAILS(EINTR, process_set_wait(&set, ended, N, 1000));
    setitimer(ITIMER_REAL, &never, NULL);
    end(&all[0]);
    CHECK(1, process_set_wait(&set, ended, N, PROCESS_FOREVER));
    check_ended(&all[0], ended[0]);
}

static int ready[2], go[2];

static int
lets_anybody_trace(void *nothing)
{
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    CHECK(1, write(ready[1], "", 1));
    return sleeps(nothing);
}

/* While a tracer has its end it is not reported, and afterwards it is. */
static void
traced(void)
{
    char byte;
    struct process_handle h = {.target = lets_anybody_trace};
    CHECK(0, pipe2(ready, O_CLOEXEC));
    CHECK(0, pipe2(go, O_CLOEXEC));
    CHECK(0, process_handle_start(&h));
    CHECK(1, read(ready[0], &byte, 1));
    CHECK(0, process_set_add(&set, &h));
    pid_t tracer = fork();
    if (tracer == 0) {
        CHECK(0, ptrace(PTRACE_SEIZE, h.pid, NULL, NULL));
        CHECK(1, write(ready[1], "", 1));
        CHECK(1, read(go[0], &byte, 1));
        leave(EXIT_SUCCESS);
    }
    CHECK(1, read(ready[0], &byte, 1));
    CHECK(0, process_handle_send_signal(&h, SIGKILL));
    struct pollfd seen = {.fd = h.pidfd, .events = POLLIN};
    CHECK(1, poll(&seen, 1, -1));
    CHECK(0, process_set_wait(&set, ended, N, 0));
    CHECK(0, process_set_wait(&set, ended, N, 0.01));
    CHECK(1, write(go[1], "", 1));
    CHECK(tracer, __real_waitpid(tracer, NULL, 0));
    CHECK(1, process_set_wait(&set, ended, N, PROCESS_FOREVER));
    check_ended(&h, ended[0]);
    for (int i = 0; i < 2; i++)
        CHECK(0, close(ready[i]) | close(go[i]));
}

static int left = N;

static void *
takes(void *count)
{
    struct process_handle *mine[3];
    while (__atomic_load_n(&left, __ATOMIC_ACQUIRE) > 0) {
        int n = process_set_wait(&set, mine, 3, 0.001);
        CHECK(1, n >= 0);
        for (int i = 0; i < n; i++) {
            check_ended(mine[i], mine[i]);
            memset(mine[i], 0xff, sizeof *mine[i]); /* nobody else has it */
        }
        *(int *)count += n;
        __atomic_sub_fetch(&left, n, __ATOMIC_ACQ_REL);
    }
    return NULL;
}

/* Threads wait in one set: each worker is one's, who may free it. */
static void
threads(void)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    int counts[THREADS] = {0}, sum = 0;
    struct process_handle copies[N];
    for (int i = 0; i < N; i++)
        begin(&all[i]);
    memcpy(copies, all, sizeof all);
    for (int i = 0; i < THREADS; i++)
        CHECK(0, pthread_create(&threads[i], NULL, takes, &counts[i]));
    for (int i = 0; i < N; i++)
        CHECK(0, __real_kill(copies[i].pid, SIGKILL));
    for (int i = 0; i < THREADS; i++) {
        CHECK(0, pthread_join(threads[i], NULL));
        sum += counts[i];
    }
    CHECK(N, sum);
}

static const struct {
    const char *name;
    void (*run)(void);
} scenarios[] = {
    {"one_by_one", one_by_one}, {"many_at_once", many_at_once},
    {"copies", copies},         {"joined_before", joined_before},
    {"misuse", misuse},         {"interrupted", interrupted},
    {"traced", traced},         {"threads", threads},
};

int
main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        if (argc == 2 && strcmp(argv[1], scenarios[i].name) == 0) {
            int before = descriptors();
            CHECK(0, process_set_open(&set));
            scenarios[i].run();
            process_set_close(&set);
            CHECK(before, descriptors());
            FAILS(ECHILD, __real_waitpid(-1, NULL, WNOHANG)); /* no zombie */
            return EXIT_SUCCESS;
        }
    return 2;
}
