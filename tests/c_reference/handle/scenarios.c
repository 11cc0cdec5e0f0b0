#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* process_handle.h, one scenario a run: scenarios NAME. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native.h"
#include "process_handle.h"
#include "seam.h"

static struct process_handle h;
static int go[2], done[2];

/* What processes see of each other. */
static struct {
    int opened, begun, exitcode, result;
} *shared;

static void
say(int pipe[2])
{
    CHECK(1, write(pipe[1], "", 1));
}

static void
hear(int pipe[2])
{
    char byte;
    CHECK(1, read(pipe[0], &byte, 1));
}

static void
begin(int (*target)(void *argument), void *argument)
{
    h = (struct process_handle){.target = target, .argument = argument};
    CHECK(0, process_handle_start(&h));
    CHECK(PROCESS_STARTED, h.state);
}

static void
finish(int exitcode)
{
    CHECK(1, process_handle_join(&h, PROCESS_FOREVER));
    CHECK(exitcode, process_handle_exitcode(&h));
    CHECK(0, process_handle_close(&h));
}

static void
until_zombie(pid_t pid)
{
    siginfo_t end;
    CHECK(0, waitid(P_PID, (id_t)pid, &end, WEXITED | WNOWAIT));
}

/* Another process joins a copy of the handle; what it says is in `shared`. */
static pid_t
fork_joiner(double timeout, void (*prepare)(void))
{
    pid_t joiner = fork();
    if (joiner != 0)
        return joiner;
    if (prepare != NULL)
        prepare();
    shared->result = process_handle_join(&h, timeout);
    shared->exitcode = process_handle_exitcode(&h);
    process_handle_release(&h);
    leave(EXIT_SUCCESS);
}

static void
joined(pid_t joiner, int exitcode)
{
    CHECK(joiner, __real_waitpid(joiner, NULL, 0));
    CHECK(1, shared->result);
    CHECK(exitcode, shared->exitcode);
}

static void *
ends_the_process(void *number)
{
    leave(*(int *)number);
}

static int
ends_in_another_thread(void *number)
{
    pthread_t other;
    pthread_create(&other, NULL, ends_the_process, number);
    pthread_exit(NULL);
}

static const struct {
    int (*target)(void *argument);
    int number, exitcode;
} ends[] = {
    {returns, 0, 0},
    {returns, 3, 3},
    {returns, 300, 44},
    {returns, -1, 255},
    {raises, SIGTERM, -SIGTERM},
    {raises, SIGKILL, -SIGKILL},
    {raises, SIGABRT, -SIGABRT},
    {ends_in_another_thread, 3, 3},
};

/* Whoever tells the status, it is the one that waitpid() gives: the parent's
 * own look, the zombie that another process sees, the kernel's account. */
static void
statuses(void)
{
    struct rlimit any = {RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_CORE, &any); /* a core dump is a bit of the status */
    CHECK(0, chdir("/proc"));     /* where nothing can be written */
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        int number = ends[i].number, status;
        begin(ends[i].target, &number);
        struct process_handle own = h, late = h;
        until_zombie(h.pid);
        joined(fork_joiner(PROCESS_FOREVER, NULL), ends[i].exitcode);
        joined(fork_joiner(0, NULL), ends[i].exitcode);
        joined(fork_joiner(0, refuse_info), ends[i].exitcode);
        /* a look takes nothing */
        CHECK(PROCESS_UNKNOWN, process_handle_status(&late));
        siginfo_t end;
        CHECK(0, waitid(P_PID, (id_t)h.pid, &end, WEXITED | WNOWAIT));
        CHECK(1, process_handle_poll(&own));
        CHECK(ends[i].exitcode, process_handle_exitcode(&own));
        CHECK(1, process_handle_poll(&late));
        CHECK(process_handle_status(&own), process_handle_status(&late));
        CHECK(end.si_code == CLD_DUMPED,
              WCOREDUMP(process_handle_status(&own)) != 0);
        finish(ends[i].exitcode);

        begin(ends[i].target, &number);
        CHECK(h.pid, __real_waitpid(h.pid, &status, 0));
        CHECK(1, process_handle_poll(&h));
        CHECK(status, process_handle_status(&h));
        finish(ends[i].exitcode);
    }
}

static void
timeouts(void)
{
    begin(sleeps, NULL);
    CHECK(0, process_handle_poll(&h));
    CHECK(0, process_handle_join(&h, 0));
    CHECK(0, process_handle_join(&h, 0.01));
    CHECK(0, process_handle_join(&h, 1e-9));
    FAILS(EINVAL, process_handle_join(&h, NAN));
    FAILS(EBUSY, process_handle_close(&h));
    CHECK(0, process_handle_send_signal(&h, SIGKILL));
    CHECK(1, process_handle_join(&h, 1e12)); /* more than a time_t can take */
    CHECK(1, process_handle_join(&h, INFINITY));
    CHECK(1, process_handle_join(&h, 1.9999));
    FAILS(EINVAL, process_handle_join(&h, NAN));
    CHECK(0,
          process_handle_send_signal(&h, SIGKILL)); /* nobody to send it to */
    finish(-SIGKILL);
}

static void
misuse(void)
{
    h = (struct process_handle){0};
    FAILS(EINVAL, process_handle_start(&h)); /* no target */
    FAILS(EINVAL, process_handle_join(&h, 0));
    FAILS(EINVAL, process_handle_poll(&h));
    FAILS(EINVAL, process_handle_send_signal(&h, SIGTERM));
    FAILS(EINVAL, process_handle_open(&h, -1));
    CHECK(PROCESS_UNKNOWN, process_handle_status(&h));
    CHECK(PROCESS_UNKNOWN, process_handle_exitcode(&h));
    CHECK(0, process_handle_close(&h)); /* it was not started */
    CHECK(PROCESS_CLOSED, h.state);
    begin(sleeps, NULL);
    FAILS(EINVAL, process_handle_start(&h)); /* twice */
    FAILS(EINVAL, process_handle_open(&h, h.pid));
    FAILS(EINVAL, process_handle_send_signal(&h, 12345));
    CHECK(0, process_handle_send_signal(&h, 0));
    CHECK(0, process_handle_send_signal(&h, SIGKILL));
    finish(-SIGKILL);
    CHECK(0, process_handle_close(&h));
    FAILS(EINVAL, process_handle_join(&h, 0));
    FAILS(EINVAL, process_handle_start(&h));
    int fd = dup(STDIN_FILENO);
    CHECK(-1, h.pidfd); /* it does not close what has its number now */
    process_handle_release(&h);
    CHECK(0, close(fd));
}

/* A process that other code has started; or that is no more. */
static void
opened(void)
{
    pid_t pid = fork();
    if (pid == 0)
        leave(7);
    h = (struct process_handle){0};
    CHECK(0, process_handle_open(&h, pid));
    CHECK(pid, h.pid);
    CHECK(FD_CLOEXEC, fcntl(h.pidfd, F_GETFD));
    finish(7);
    h = (struct process_handle){0};
    FAILS(ESRCH, process_handle_open(&h, pid));
    CHECK(PROCESS_NEW, h.state);
    begin(sleeps, NULL); /* released: the worker goes on */
    pid = h.pid;
    process_handle_release(&h);
    CHECK(0, __real_kill(pid, SIGKILL));
    CHECK(pid, __real_waitpid(pid, NULL, 0));
}

/* The worker has ended, or stands still: at the gate. */
static void
until_it_stands(pid_t pid)
{
    char path[64], state = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    while (state != 'S' && state != 'Z') {
        sched_yield();
        FILE *stat = fopen(path, "re");
        CHECK(1, stat != NULL && fscanf(stat, "%*d (%*[^)]) %c", &state) == 1);
        fclose(stat);
    }
}

static void
note_opened(void)
{
    shared->opened = 1;
}

static int
says_whether_opened(void *nothing)
{
    (void)nothing;
    return shared->opened;
}

/* However late this process comes to open the pidfd, the target is called
 * after that. */
static void
gate(void)
{
    seam.forked = until_it_stands;
    seam.opened = note_opened;
    begin(says_whether_opened, NULL);
    finish(1);
}

static void
kill_and_forget(pid_t pid)
{
    CHECK(0, __real_kill(pid, SIGKILL));
    CHECK(pid, __real_waitpid(pid, NULL, 0));
}

/* A worker that is killed at the gate: no SIGPIPE, and no stranger's pidfd. */
static void
killed_at_the_gate(void)
{
    h = (struct process_handle){.target = sleeps};
    seam.forked = kill_and_forget;
    FAILS(ESRCH, process_handle_start(&h));
    CHECK(PROCESS_NEW, h.state);
    seam.forked = NULL;
}

static void
end_this_process(pid_t pid)
{
    (void)pid;
    leave(EXIT_SUCCESS);
}

static int
notes_begun(void *nothing)
{
    (void)nothing;
    shared->begun = 1;
    return EXIT_SUCCESS;
}

/* A worker whose parent ends meanwhile ends too, without its work. */
static void
parent_dead_at_the_gate(void)
{
    int status;
    CHECK(0, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    pid_t parent = fork();
    if (parent == 0) {
        seam.forked = end_this_process;
        begin(notes_begun, NULL);
    }
    CHECK(parent, __real_waitpid(parent, NULL, 0));
    CHECK(1, __real_waitpid(-1, &status, 0) > 0);
    CHECK(EXIT_FAILURE, WEXITSTATUS(status));
    CHECK(0, shared->begun);
}

/* Whatever fails, that is the error, and nothing is left. */
static void
failing_start(void)
{
    struct rlimit limit, few;
    int lowest = dup(STDIN_FILENO), before = descriptors() - 1;
    CHECK(0, close(lowest));
    getrlimit(RLIMIT_NOFILE, &limit);
    for (rlim_t room = 0; room < 3; room++) {
        few = (struct rlimit){(rlim_t)lowest + room, limit.rlim_max};
        CHECK(0, setrlimit(RLIMIT_NOFILE, &few));
        h = (struct process_handle){.target = notes_begun};
        FAILS(EMFILE, process_handle_start(&h));
        CHECK(PROCESS_NEW, h.state);
        CHECK(0, setrlimit(RLIMIT_NOFILE, &limit));
        CHECK(before, descriptors());
        FAILS(ECHILD, __real_waitpid(-1, NULL, WNOHANG));
    }
    CHECK(1, freopen("/dev/full", "w", stdout) == stdout);
    printf("lost");
    FAILS(ENOSPC, process_handle_start(&h));
    CHECK(1, freopen("/dev/null", "w", stdout) == stdout);
    refuse(SYS_pidfd_open, ENOSYS); /* Linux before 5.3 */
    FAILS(ENOSYS, process_handle_start(&h));
    FAILS(ENOSYS, process_handle_open(&h, getpid()));
    refuse(SYS_clone, EAGAIN);
    refuse(SYS_clone3, EAGAIN);
    FAILS(EAGAIN, process_handle_start(&h));
    CHECK(PROCESS_NEW, h.state);
    CHECK(before, descriptors());
    CHECK(0, shared->begun);
}

/* A kernel on which waitid() takes no pidfd. */
static void
failing_look(void)
{
    begin(sleeps, NULL);
    pid_t joiner = fork();
    if (joiner == 0) {
        refuse(SYS_waitid, EINVAL);
        CHECK(0, process_handle_send_signal(&h, SIGKILL));
        FAILS(EINVAL, process_handle_join(&h, PROCESS_FOREVER));
        leave(EXIT_SUCCESS);
    }
    int status;
    CHECK(joiner, __real_waitpid(joiner, &status, 0));
    CHECK(0, status);
    finish(-SIGKILL);
}

static void
no_proc(void)
{
    seam.no_proc = 1;
}

static void
no_proc_on_an_older_kernel(void)
{
    no_proc();
    refuse_info();
}

static void
no_look_at_others(void)
{
    refuse(SYS_get_robust_list, EPERM);
}

static void
tell(void)
{
    say(done);
}

static void
no_proc_and_tell(void)
{
    no_proc();
    seam.waits_reaped = tell;
}

/* A zombie that this process cannot reap, nor look into: it waits until
 * somebody reaps it, and can tell then; or it cannot tell. */
static void
hidden_zombie(void)
{
    int number = 0;
    begin(returns, &number);
    until_zombie(h.pid);
    joined(fork_joiner(0, no_proc), PROCESS_UNKNOWN);
    joined(fork_joiner(0.01, no_proc), PROCESS_UNKNOWN);
    joined(fork_joiner(0, no_look_at_others), PROCESS_UNKNOWN);
    joined(fork_joiner(PROCESS_FOREVER, no_proc_on_an_older_kernel),
           PROCESS_UNKNOWN);
    pid_t joiner = fork_joiner(PROCESS_FOREVER, no_proc_and_tell);
    hear(done);
    finish(0);
    joined(joiner, 0);
}

static volatile sig_atomic_t polled;

static void
ring(int signal)
{
    (void)signal;
}

static void
ring_all_the_time(void (*handler)(int signal))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    struct itimerval soon = {{0, 2000}, {0, 2000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
}

static void
ring_no_more(void)
{
    struct itimerval never = {0};
    setitimer(ITIMER_REAL, &never, NULL);
}

/* A signal ends that wait, too. */
static void
interrupted_at_a_hidden_zombie(void)
{
    begin(sleeps, NULL);
    CHECK(0, process_handle_send_signal(&h, SIGKILL));
    until_zombie(h.pid);
    pid_t joiner = fork();
    if (joiner == 0) {
        no_proc();
        ring_all_the_time(ring);
        FAILS(EINTR, process_handle_join(&h, PROCESS_FOREVER));
        ring_no_more();
        leave(EXIT_SUCCESS);
    }
    int status;
    CHECK(joiner, __real_waitpid(joiner, &status, 0));
    CHECK(0, status);
    finish(-SIGKILL);
}

static int
lets_anybody_trace(void *nothing)
{
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    tell();
    return sleeps(nothing);
}

/* A worker that ends under a tracer: the end is its parent's once the tracer
 * has taken it. */
static void
traced(void)
{
    begin(lets_anybody_trace, NULL);
    hear(done);
    pid_t tracer = fork();
    if (tracer == 0) {
        CHECK(0, ptrace(PTRACE_SEIZE, h.pid, NULL, NULL));
        say(done);
        hear(go);
        leave(EXIT_SUCCESS); /* and lets go of it */
    }
    hear(done);
    CHECK(0, process_handle_send_signal(&h, SIGKILL));
    struct pollfd end = {.fd = h.pidfd, .events = POLLIN};
    CHECK(1, poll(&end, 1, -1));
    CHECK(0, process_handle_poll(&h));
    CHECK(0, process_handle_join(&h, 0.01));
    ring_all_the_time(ring);
    FAILS(EINTR, process_handle_join(&h, PROCESS_FOREVER));
    ring_no_more();
    say(go);
    CHECK(tracer, __real_waitpid(tracer, NULL, 0));
    finish(-SIGKILL);
}

static void
join_again(void)
{
    CHECK(1, process_handle_join(&h, PROCESS_FOREVER));
    CHECK(3, process_handle_exitcode(&h));
}

/* A handler, or another thread, that joins between the look and the reaping
 * gets the status, also where the kernel would not tell it. */
static void
published_before_reaped(void)
{
    int number = 3;
    refuse_info();
    seam.seen = join_again;
    begin(returns, &number);
    finish(3);
}

static void
poll_in_handler(int signal)
{
    (void)signal;
    int error = errno;
    polled = process_handle_poll(&h);
    errno = error;
}

static void *
joins_in_thread(void *nothing)
{
    int ended;
    while ((ended = process_handle_join(&h, PROCESS_FOREVER)) == -1)
        CHECK(EINTR, errno);
    CHECK(1, ended);
    return nothing;
}

/* Threads, a handler in any of them and another process: all learn the same,
 * whoever is first. */
static void
crowd(void)
{
    enum { ROUNDS = 30, THREADS = 4 };
    pthread_t threads[THREADS];
    begin(sleeps, NULL);
    ring_all_the_time(poll_in_handler);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < THREADS; i++)
            CHECK(0, pthread_create(&threads[i], NULL, joins_in_thread, NULL));
        pid_t joiner = fork_joiner(PROCESS_FOREVER, NULL); /* has no timer */
        CHECK(0, process_handle_send_signal(&h, SIGKILL));
        for (int i = 0; i < THREADS; i++)
            CHECK(0, pthread_join(threads[i], NULL));
        CHECK(-SIGKILL, process_handle_exitcode(&h));
        int reaped;
        while ((reaped = __real_waitpid(joiner, NULL, 0)) == -1)
            CHECK(EINTR, errno);
        CHECK(joiner, reaped);
        CHECK(1, shared->result);
        CHECK(-SIGKILL, shared->exitcode);
        polled = -2;
        CHECK(0, raise(SIGALRM));
        CHECK(1, polled);
        sigset_t alarm;
        sigemptyset(&alarm);
        sigaddset(&alarm, SIGALRM);
        sigprocmask(SIG_BLOCK, &alarm, NULL); /* its handle is another now */
        CHECK(0, process_handle_close(&h));
        begin(sleeps, NULL);
        sigprocmask(SIG_UNBLOCK, &alarm, NULL);
    }
    ring_no_more();
    CHECK(0, process_handle_send_signal(&h, SIGKILL));
    finish(-SIGKILL);
}

/* However soon a worker ends, and whoever reaps it: SIGCHLD ignored, or a
 * thread that waits for any child. */
static void *
thief(void *stop)
{
    while (!__atomic_load_n((int *)stop, __ATOMIC_ACQUIRE))
        __real_waitpid(-1, NULL, 0);
    return NULL;
}

static void
thieves(void)
{
    enum { WORKERS = 300 };
    int number = 3, stop = 0;
    pthread_t thread;
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < WORKERS; i++) {
        begin(returns, &number);
        finish(3);
    }
    signal(SIGCHLD, SIG_DFL);
    CHECK(0, pthread_create(&thread, NULL, thief, &stop));
    for (int i = 0; i < WORKERS; i++) {
        begin(returns, &number);
        finish(3);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
    CHECK(0, pthread_join(thread, NULL));
}

static const struct {
    const char *name;
    void (*run)(void);
} scenarios[] = {
    {"statuses", statuses},
    {"timeouts", timeouts},
    {"misuse", misuse},
    {"opened", opened},
    {"gate", gate},
    {"killed_at_the_gate", killed_at_the_gate},
    {"parent_dead_at_the_gate", parent_dead_at_the_gate},
    {"failing_start", failing_start},
    {"failing_look", failing_look},
    {"hidden_zombie", hidden_zombie},
    {"interrupted_at_a_hidden_zombie", interrupted_at_a_hidden_zombie},
    {"traced", traced},
    {"published_before_reaped", published_before_reaped},
    {"crowd", crowd},
    {"thieves", thieves},
};

int
main(int argc, char **argv)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(0, pipe2(go, O_CLOEXEC));
    CHECK(0, pipe2(done, O_CLOEXEC));
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++)
        if (argc == 2 && strcmp(argv[1], scenarios[i].name) == 0) {
            int before = descriptors();
            scenarios[i].run();
            CHECK(before, descriptors());
            FAILS(ECHILD, __real_waitpid(-1, NULL, WNOHANG)); /* no zombie */
            return EXIT_SUCCESS;
        }
    return 2;
}
