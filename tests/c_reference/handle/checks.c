#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* checks WAY CHECK: what joins can be asked for, of process_join() ("join") or
 * a handle ("handle"; "older": on a kernel that does not tell of who was
 * reaped). Prints what came out. No check is a race: what must come first has
 * come, and a wait that would not end is seen when it begins. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "native.h"
#include "process_handle.h"
#include "seam.h"

enum { FAR = 200 }; /* a descriptor above all others */

static int by_handle;
static struct process_handle h;
static struct process p;

/* What processes tell each other: two pipes, and memory. */
static int go[2], done[2];
static struct {
    char outcome[32];
    pid_t grandchild;
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

static pid_t
worker_pid(void)
{
    return by_handle ? h.pid : p.pid;
}

static void
begin(int (*target)(void *argument))
{
    static int status = 3;
    h = (struct process_handle){.target = target, .argument = &status};
    p = (struct process){
        .target = target, .argument = &status, .method = PROCESS_FORK};
    CHECK(0, by_handle ? process_handle_start(&h) : process_start(&p));
}

/* What a join says; a text of its own for each thread. */
static const char *
join_says(double timeout)
{
    static _Thread_local char text[32];
    int ended = by_handle ? process_handle_join(&h, timeout)
                          : process_join(&p, timeout);
    int exitcode = by_handle ? process_handle_exitcode(&h) : p.exitcode;
    if (ended == -1)
        snprintf(text, sizeof text, "%s", strerrorname_np(errno));
    else if (ended == 0)
        snprintf(text, sizeof text, "time over");
    else if (exitcode == PROCESS_UNKNOWN)
        snprintf(text, sizeof text, "unknown");
    else
        snprintf(text, sizeof text, "exit %d", exitcode);
    return text;
}

/* Wait until it has ended, and leave it there. */
static void
until_zombie(void)
{
    siginfo_t end;
    CHECK(0, waitid(P_PID, (id_t)worker_pid(), &end, WEXITED | WNOWAIT));
}

static void
end_worker(void)
{
    __real_kill(worker_pid(), SIGKILL);
}

static void
plain(void)
{
    begin(returns);
    puts(join_says(PROCESS_FOREVER));
}

static void
twice(void)
{
    begin(returns);
    printf("%s, ", join_says(PROCESS_FOREVER));
    puts(join_says(0));
}

/* The kernel reaps it, and nobody is told. */
static void
sigchld_ignored(void)
{
    signal(SIGCHLD, SIG_IGN);
    begin(returns);
    FAILS(ECHILD, __real_waitpid(worker_pid(), NULL, 0)); /* once it is gone */
    puts(join_says(PROCESS_FOREVER));
}

static void
stolen(void)
{
    begin(returns);
    CHECK(worker_pid(), __real_waitpid(-1, NULL, 0));
    puts(join_says(PROCESS_FOREVER));
}

static int
executes_exit(void *nothing)
{
    (void)nothing;
    execl("/proc/self/exe", "checks", "exit", NULL);
    return EXIT_FAILURE;
}

static void
stolen_after_exec(void)
{
    begin(executes_exit);
    CHECK(worker_pid(), __real_waitpid(-1, NULL, 0));
    puts(join_says(PROCESS_FOREVER));
}

static int
executes_sleep(void *nothing)
{
    (void)nothing;
    close(done[1]); /* FAR is its copy */
    execl("/proc/self/exe", "checks", "sleep", NULL);
    return EXIT_FAILURE;
}

static int
closes_all(void *nothing)
{
    for (int fd = STDERR_FILENO + 1; fd <= FAR; fd++)
        close(fd);
    return sleeps(nothing);
}

/* Join a worker that runs on, but has let go of its descriptors: FAR last. */
static void
without_descriptors(int (*target)(void *argument))
{
    char byte;
    CHECK(FAR, fcntl(done[1], F_DUPFD_CLOEXEC, FAR));
    begin(target);
    CHECK(0, close(FAR));
    CHECK(0, close(done[1]));
    CHECK(0, read(done[0], &byte, 1));
    seam.waits = end_worker;
    const char *text = join_says(0.2);
    puts(seam.in_waitpid ? "waits without end" : text);
    end_worker();
    join_says(PROCESS_FOREVER);
}

static void
executes_a_program(void)
{
    without_descriptors(executes_sleep);
}

static void
closes_its_descriptors(void)
{
    without_descriptors(closes_all);
}

static int
leaves_a_grandchild(void *number)
{
    pid_t grandchild = fork();
    if (grandchild == 0)
        sleeps(NULL);
    shared->grandchild = grandchild;
    return returns(number);
}

static void
grandchild_holds_the_sentinel(void)
{
    CHECK(0, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    begin(leaves_a_grandchild);
    until_zombie();
    puts(join_says(0.3));
    join_says(PROCESS_FOREVER);
    CHECK(0, __real_kill(shared->grandchild, SIGKILL));
    CHECK(shared->grandchild, __real_waitpid(shared->grandchild, NULL, 0));
}

static int waiting;

static void
end_worker_when_four_wait(void)
{
    if (__atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST) == 4)
        end_worker();
}

static void *
learns(void *nothing)
{
    (void)nothing;
    return (void *)(intptr_t)(strcmp(join_says(PROCESS_FOREVER), "exit -9") ==
                              0);
}

static void
four_threads(void)
{
    pthread_t threads[4];
    void *result;
    int learnt = 0;
    begin(sleeps);
    seam.waits = end_worker_when_four_wait;
    for (int i = 0; i < 4; i++)
        CHECK(0, pthread_create(&threads[i], NULL, learns, NULL));
    for (int i = 0; i < 4; i++) {
        CHECK(0, pthread_join(threads[i], &result));
        learnt += (int)(intptr_t)result;
    }
    printf("%d of 4\n", learnt);
}

static int
waits_to_return(void *number)
{
    hear(go);
    return returns(number);
}

/* A process with a copy of the struct, which joins when it is told to. */
static pid_t
fork_joiner(void)
{
    pid_t joiner = fork();
    if (joiner != 0)
        return joiner;
    hear(done);
    strcpy(shared->outcome, join_says(PROCESS_FOREVER));
    leave(EXIT_SUCCESS);
}

static void
joined_by(pid_t joiner)
{
    say(done);
    CHECK(joiner, __real_waitpid(joiner, NULL, 0));
    puts(shared->outcome);
}

static void
another_process(void)
{
    begin(waits_to_return);
    pid_t joiner = fork_joiner();
    say(go);
    CHECK(0, strcmp("exit 3", join_says(PROCESS_FOREVER)));
    joined_by(joiner);
}

static void
parent_dead(void)
{
    CHECK(0, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
    pid_t *pids = mmap(NULL, sizeof(pid_t[2]), PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t parent = fork();
    if (parent == 0) {
        begin(waits_to_return);
        pids[0] = worker_pid();
        pids[1] = fork_joiner();
        leave(EXIT_SUCCESS);
    }
    CHECK(parent, __real_waitpid(parent, NULL, 0));
    say(go);
    CHECK(pids[0], __real_waitpid(pids[0], NULL, 0));
    joined_by(pids[1]);
}

/* A handler cannot end a waitpid() that is restarted: it ends the worker. */
static void
ring(int signal)
{
    (void)signal;
    if (seam.in_waitpid)
        end_worker();
}

static void
rung_in(double timeout)
{
    struct sigaction action = {.sa_handler = ring, .sa_flags = SA_RESTART};
    struct itimerval soon = {{0, 20000}, {0, 20000}}, never = {0};
    begin(sleeps);
    CHECK(0, sigaction(SIGALRM, &action, NULL));
    CHECK(0, setitimer(ITIMER_REAL, &soon, NULL));
    const char *text = join_says(timeout);
    puts(seam.in_waitpid ? "waits on" : text);
    CHECK(0, setitimer(ITIMER_REAL, &never, NULL));
    end_worker();
    join_says(PROCESS_FOREVER);
}

static void
interrupted(void)
{
    rung_in(PROCESS_FOREVER);
}

static void
interrupted_with_timeout(void)
{
    rung_in(1000);
}

static void
stopped(void)
{
    siginfo_t stop;
    begin(sleeps);
    CHECK(0, __real_kill(worker_pid(), SIGSTOP));
    CHECK(0, waitid(P_PID, (id_t)worker_pid(), &stop, WSTOPPED));
    printf("%s, ", join_says(0.01));
    end_worker();
    puts(join_says(PROCESS_FOREVER));
}

static void *
goes_on(void *first)
{
    pthread_join(*(pthread_t *)first, NULL);
    say(done);
    hear(go);
    leave(3);
}

static int
ends_its_first_thread(void *nothing)
{
    static pthread_t first, other;
    (void)nothing;
    first = pthread_self();
    pthread_create(&other, NULL, goes_on, &first);
    pthread_exit(NULL);
}

static void
first_thread_ended(void)
{
    begin(ends_its_first_thread);
    hear(done);
    printf("%s, ", join_says(0.01));
    say(go);
    puts(join_says(PROCESS_FOREVER));
}

static void
exact(void)
{
    begin(sleeps);
    CHECK(0, strcmp("time over", join_says(0.0005)));
    puts(seam.asked <= 500000 ? "waits 0.5 ms" : "waits more");
    end_worker();
    join_says(PROCESS_FOREVER);
}

/* A process with the PID of one that has been reaped; 0 if this one may not
 * choose a PID. It ends with 1 if it was sent SIGTERM before SIGUSR1. */
static pid_t
stranger(pid_t pid)
{
    struct clone_args arguments = {
        .exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1};
    sigset_t signals, pending;
    int got;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    pid_t made = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (made != 0)
        return made == pid ? pid : 0;
    sigdelset(&signals, SIGTERM);
    sigwait(&signals, &got);
    sigpending(&pending);
    leave(sigismember(&pending, SIGTERM));
}

static void
pid_reused(void)
{
    begin(returns);
    CHECK(worker_pid(), __real_waitpid(worker_pid(), NULL, 0));
    pid_t other = stranger(worker_pid());
    seam.watched = worker_pid();
    CHECK(0, by_handle ? process_handle_send_signal(&h, SIGTERM)
                       : process_terminate(&p));
    int told = seam.watched_is_told, status;
    if (other != 0) {
        CHECK(0, __real_kill(other, SIGUSR1));
        CHECK(other, __real_waitpid(other, &status, 0));
        CHECK(told, WEXITSTATUS(status));
    }
    puts(told ? "a stranger is told to end" : "nobody is told");
}

static const struct {
    const char *name;
    void (*run)(void);
} checks[] = {
    {"plain", plain},
    {"sigchld_ignored", sigchld_ignored},
    {"stolen", stolen},
    {"stolen_after_exec", stolen_after_exec},
    {"executes_a_program", executes_a_program},
    {"closes_its_descriptors", closes_its_descriptors},
    {"grandchild_holds_the_sentinel", grandchild_holds_the_sentinel},
    {"four_threads", four_threads},
    {"another_process", another_process},
    {"parent_dead", parent_dead},
    {"interrupted_with_timeout", interrupted_with_timeout},
    {"interrupted", interrupted},
    {"stopped", stopped},
    {"first_thread_ended", first_thread_ended},
    {"twice", twice},
    {"exact", exact},
    {"pid_reused", pid_reused},
};

int
main(int argc, char **argv)
{
    if (argc == 2) /* a program that a worker executes */
        return strcmp(argv[1], "exit") == 0 ? 3 : sleeps(NULL);
    if (argc != 3)
        return 2;
    by_handle = strcmp(argv[1], "join") != 0;
    if (strcmp(argv[1], "older") == 0)
        refuse_info();
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(0, pipe2(go, O_CLOEXEC));
    CHECK(0, pipe2(done, O_CLOEXEC));
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (strcmp(argv[2], checks[i].name) == 0) {
            checks[i].run();
            FAILS(ECHILD, __real_waitpid(-1, NULL, WNOHANG)); /* no zombie */
            return EXIT_SUCCESS;
        }
    return 2;
}
