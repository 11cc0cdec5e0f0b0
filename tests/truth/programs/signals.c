/* SPDX-License-Identifier: MIT */
/* signal(7): sent to one who waits for it, and to one who does not. */
#include "row.h"

static volatile sig_atomic_t said_b;

static void
say_b(int number)
{
    (void)number;
    B();
    said_b = 1;
}

static void
say_b_and_exit(int number)
{
    say_b(number);
    _exit(0);
}

BEFORE(signal_ends_a_pause)
{
    block(SIGUSR1);
    handle(SIGUSR1);
    CHILD { A(); kill(first_process, SIGUSR1); }
    sigset_t none;
    sigemptyset(&none);
    sigsuspend(&none);
    B();
}

BEFORE(signal_waited_for)
{
    sigset_t set = block(SIGUSR1);
    CHILD { A(); kill(first_process, SIGUSR1); }
    int number;
    sigwait(&set, &number);
    B();
}

BEFORE(signal_waited_for_with_information)
{
    sigset_t set = block(SIGUSR1);
    CHILD { A(); kill(first_process, SIGUSR1); }
    sigwaitinfo(&set, NULL);
    B();
}

BEFORE(signal_in_a_queue)
{
    sigset_t set = block(SIGRTMIN);
    CHILD { A(); sigqueue(first_process, SIGRTMIN, (union sigval){7}); }
    sigwaitinfo(&set, NULL);
    B();
}

BEFORE(signal_to_a_thread)
{
    sigset_t set = block(SIGUSR1);
    CHILD { A(); syscall(SYS_tgkill, first_process, first_process, SIGUSR1); }
    sigwaitinfo(&set, NULL);
    B();
}

BEFORE(signal_to_the_group)
{
    sigset_t set = block(SIGUSR1);
    setpgid(0, 0);
    CHILD { A(); kill(0, SIGUSR1); }
    sigwaitinfo(&set, NULL);
    B();
}

BEFORE(signal_to_a_child)
{
    sigset_t set = block(SIGUSR1);
    pid_t pid;
    CHILD_AS(pid) { sigwaitinfo(&set, NULL); B(); }
    A();
    kill(pid, SIGUSR1);
    wait(NULL);
}

BEFORE(signal_handler_prints)
{
    sigset_t set = block(SIGUSR1);
    signal(SIGUSR1, say_b);
    pid_t pid;
    CHILD_AS(pid) { sigemptyset(&set); sigsuspend(&set); }
    A();
    kill(pid, SIGUSR1);
    wait(NULL);
}

BEFORE(signal_by_a_descriptor)
{
    sigset_t set = block(SIGUSR1);
    int fd = signalfd(-1, &set, 0);
    CHILD { A(); kill(first_process, SIGUSR1); }
    struct signalfd_siginfo info;
    read(fd, &info, sizeof info);
    B();
}

BEFORE(signal_kills)
{
    pid_t pid;
    CHILD_AS(pid) { stay(); }
    CHILD { A(); kill(pid, SIGKILL); }
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(signal_continues_the_stopped)
{
    pid_t pid;
    CHILD_AS(pid) { raise(SIGSTOP); B(); }
    waitpid(pid, NULL, WUNTRACED);
    A();
    kill(pid, SIGCONT);
    wait(NULL);
}

BEFORE(signal_continues_the_stopped_by_a_sibling)
{
    pid_t pid;
    CHILD_AS(pid) { raise(SIGSTOP); B(); }
    waitpid(pid, NULL, WUNTRACED);
    CHILD { A(); kill(pid, SIGCONT); }
    while (wait(NULL) > 0) { }
}

BEFORE(signal_of_a_child_s_end)
{
    sigset_t set = block(SIGCHLD);
    CHILD { A(); }
    sigwaitinfo(&set, NULL);
    B();
}

BEFORE(signal_of_a_child_s_end_handled)
{
    sigset_t set = block(SIGCHLD);
    handle(SIGCHLD);
    CHILD { A(); }
    sigemptyset(&set);
    sigsuspend(&set);
    B();
}

BEFORE(signal_of_the_parent_s_end)
{
    sigset_t set = block(SIGUSR1);
    struct ends p = new_pipe();
    CHILD {
        prctl(PR_SET_PDEATHSIG, SIGUSR1);
        put(p.in);
        siginfo_t info; /* without it nothing tells who has sent the signal */
        sigwaitinfo(&set, &info);
        B();
    }
    get(p.out);
    A();
}

BEFORE(signal_there_and_back)
{
    sigset_t set = block(SIGUSR1);
    pid_t pid;
    CHILD_AS(pid) { sigwaitinfo(&set, NULL); A(); kill(first_process, SIGUSR1); }
    kill(pid, SIGUSR1);
    sigwaitinfo(&set, NULL);
    B();
}

BEFORE(signal_from_a_shell)
{
    late("A");
    execlp("sh", "sh", "-c", "trap 'echo B; exit' USR1; echo A; (kill -USR1 $$); while :; do sleep 1; done", NULL);
}

CONCURRENT(signal_of_the_other)
{
    sigset_t set = block(SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    CHILD { A(); kill(first_process, SIGUSR1); }
    CHILD { kill(first_process, SIGUSR2); }
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigwaitinfo(&set, NULL);
    B();
}

CONCURRENT(signal_is_ignored)
{
    signal(SIGUSR1, SIG_IGN);
    CHILD { A(); kill(first_process, SIGUSR1); }
    B();
}

CONCURRENT(signal_stays_blocked)
{
    block(SIGUSR1);
    CHILD { A(); kill(first_process, SIGUSR1); }
    B();
}

CONCURRENT(signal_line_after_the_kill)
{
    sigset_t set = block(SIGUSR1);
    CHILD { kill(first_process, SIGUSR1); A(); }
    sigwaitinfo(&set, NULL);
    B();
}

CONCURRENT(signal_to_oneself)
{
    handle(SIGUSR1);
    CHILD { raise(SIGUSR1); A(); }
    raise(SIGUSR1);
    B();
}

CONCURRENT(signal_to_each_of_two)
{
    sigset_t set = block(SIGUSR1);
    pid_t one, other;
    CHILD_AS(one) { sigwaitinfo(&set, NULL); A(); }
    CHILD_AS(other) { sigwaitinfo(&set, NULL); B(); }
    kill(one, SIGUSR1);
    kill(other, SIGUSR1);
    while (wait(NULL) > 0) { }
}

CHOICE(signal_while_it_computes, interrupted, "AB BA")
{
    signal(SIGUSR1, say_b);
    struct ends p = new_pipe();
    pid_t pid;
    CHILD_AS(pid) { for (volatile int i = 0; i < 30000000; i++) { } A(); get(p.out); }
    late("kill");
    kill(pid, SIGUSR1);
    put(p.in);
    wait(NULL);
}

static volatile sig_atomic_t ended;

static void
note_the_end(int number)
{
    (void)number;
    ended = 1;
}

BEFORE(signal_handled_before_the_wait)
{
    signal(SIGCHLD, note_the_end);
    pid_t pid;
    CHILD_AS(pid) { A(); }
    while (!ended) { } /* as if a shell got to its wait late */
    waitpid(pid, NULL, 0);
    B();
}

CHOICE(signal_of_either_of_two, which_signal, "AB BA")
{
    sigset_t set = block(SIGUSR1);
    CHILD { A(); kill(first_process, SIGUSR1); }
    CHILD { late("other"); kill(first_process, SIGUSR1); }
    sigwaitinfo(&set, NULL);
    B();
}

CHOICE(signal_with_a_timeout, timed, "yAB nAB nBA")
{
    sigset_t set = block(SIGUSR1);
    CHILD { A(); late("kill"); kill(first_process, SIGUSR1); }
    struct timespec time = {0, 30000000};
    answer(sigtimedwait(&set, NULL, &time) == SIGUSR1);
    B();
}

CHOICE(signal_pending_yet, not_yet, "yAB nAB nBA")
{
    sigset_t set = block(SIGUSR1);
    CHILD { A(); late("kill"); kill(first_process, SIGUSR1); }
    late("look");
    sigpending(&set);
    answer(sigismember(&set, SIGUSR1));
    B();
}

CHOICE(signal_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    sigset_t set = block(SIGUSR1);
    CHILD { late("kill"); kill(first_process, SIGUSR1); A(); }
    B();
    late("look");
    answer(sigtimedwait(&set, NULL, &(struct timespec){0, 0}) == SIGUSR1);
}

CHOICE(signal_of_any_child, which_child, "AB BA")
{
    sigset_t set = block(SIGCHLD);
    CHILD { A(); }
    CHILD { late("other"); }
    sigwaitinfo(&set, NULL);
    B();
}

CHOICE(signal_cuts_a_sleep_short, interrupted, "AB BA")
{
    handle(SIGUSR1);
    CHILD { A(); kill(first_process, SIGUSR1); }
    usleep(500000); /* the line may come later than that */
    B();
}

CHOICE(signal_interrupts_a_sleep, interrupted, "yAB nAB nBA")
{
    handle(SIGUSR1);
    CHILD { A(); late("kill"); kill(first_process, SIGUSR1); }
    answer(usleep(50000) == -1); /* or it slept its time, or the signal was earlier */
    B();
}

static void
say_a(int number)
{
    (void)number;
    A();
    ended = 1;
}

BEFORE(signal_to_oneself_handled)
{
    signal(SIGUSR1, say_a);
    raise(SIGUSR1);
    B();
}

BEFORE(signal_handled_before_the_end)
{
    signal(SIGUSR1, say_a);
    pid_t pid;
    CHILD_AS(pid) { while (!ended) { } }
    kill(pid, SIGUSR1);
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(signal_comes_after_the_first_line)
{
    struct ends p = new_pipe();
    signal(SIGUSR1, say_b);
    pid_t pid;
    CHILD_AS(pid) { A(); put(p.in); for (;;) pause(); }
    get(p.out);
    kill(pid, SIGUSR1);
    usleep(200000);
    kill(pid, SIGKILL);
    wait(NULL);
}

CHOICE(signal_in_the_handler_of_another, interrupted, "AB BA")
{
    signal(SIGUSR1, say_a);
    signal(SIGUSR2, say_b);
    pid_t pid;
    struct ends p = new_pipe();
    CHILD_AS(pid) { put(p.in); while (!ended || !said_b) { } }
    get(p.out);
    CHILD { late("one"); kill(pid, SIGUSR1); }
    CHILD { late("other"); kill(pid, SIGUSR2); }
    while (wait(NULL) > 0) { }
}

static volatile sig_atomic_t noted;

static void
note(int number)
{
    (void)number;
    noted = 1;
}

static void
compute(void)
{
    for (volatile int i = 0; i < 30000000; i++) {
    }
}

CHOICE(signal_noted_while_it_computes, interrupted, "AB BA")
{
    signal(SIGUSR1, note);
    CHILD { A(); late("kill"); kill(first_process, SIGUSR1); }
    compute();
    B();
    wait(NULL);
}

CHOICE(signal_noted_and_looked_at, interrupted, "yAB nAB nBA")
{
    signal(SIGUSR1, note);
    CHILD { A(); late("kill"); kill(first_process, SIGUSR1); }
    compute();
    answer(noted);
    B();
    wait(NULL);
}

CHOICE(signal_noted_at_last, interrupted, "AB")
{
    signal(SIGUSR1, note);
    CHILD { A(); kill(first_process, SIGUSR1); }
    while (!noted) { }
    B();
    wait(NULL);
}

static void
note_and_say(int number)
{
    say_b(number);
    noted = 1;
}

CHOICE(signal_handler_around_a_loop_of_waits, interrupted, "AB BA")
{
    sigset_t none;
    sigemptyset(&none);
    signal(SIGUSR1, note_and_say);
    CHILD { late("kill"); kill(first_process, SIGUSR1); }
    A();
    block(SIGUSR1);
    while (!noted)
        sigsuspend(&none);
}

BEFORE(signal_handler_before_what_is_behind_the_wait)
{
    sigset_t none;
    sigemptyset(&none);
    block(SIGUSR1);
    signal(SIGUSR1, say_a);
    CHILD { kill(first_process, SIGUSR1); }
    sigsuspend(&none);
    B();
}

BEFORE(signal_handler_that_exits)
{
    sigset_t none;
    sigemptyset(&none);
    block(SIGUSR1);
    signal(SIGUSR1, say_b_and_exit);
    CHILD { A(); kill(first_process, SIGUSR1); }
    for (;;)
        sigsuspend(&none);
}

CONCURRENT(signal_noted_behind_the_line)
{
    signal(SIGUSR1, note);
    CHILD { kill(first_process, SIGUSR1); B(); }
    A();
    compute();
    wait(NULL);
}

CHOICE(signal_of_an_end_noted, interrupted, "AB BA")
{
    signal(SIGCHLD, note);
    CHILD { A(); late("end"); }
    compute();
    B();
    wait(NULL);
}

CHOICE(signal_noted_in_a_read, interrupted, "AB BA")
{
    struct ends p = new_pipe();
    signal(SIGUSR1, note); /* the read goes on behind it */
    CHILD { A(); late("kill"); kill(first_process, SIGUSR1); }
    CHILD { late("put"); compute(); put(p.in); }
    get(p.out);
    B();
    while (wait(NULL) > 0) { }
}

static sigjmp_buf jump;

static void
leap(int number)
{
    (void)number;
    siglongjmp(jump, 1);
}

CHOICE(signal_jumps_out_of_computing, interrupted, "AB BA")
{
    signal(SIGUSR1, leap);
    if (sigsetjmp(jump, 1) == 0) {
        CHILD { A(); late("kill"); kill(first_process, SIGUSR1); stay(); }
        compute();
    }
    block(SIGUSR1);
    B();
}

CHOICE(signal_jumps_out_of_a_pause, interrupted, "AB")
{
    signal(SIGUSR1, leap);
    if (sigsetjmp(jump, 1) == 0) {
        CHILD { A(); kill(first_process, SIGUSR1); stay(); }
        for (;;) { pause(); }
    }
    B();
}

CHOICE(signal_jumps_and_tells, interrupted, "yAB nAB nBA")
{
    signal(SIGUSR1, leap);
    bool jumped = sigsetjmp(jump, 1) != 0;
    if (!jumped) {
        CHILD { A(); late("kill"); kill(first_process, SIGUSR1); stay(); }
        compute();
    }
    signal(SIGUSR1, SIG_IGN);
    answer(jumped);
    B();
}
