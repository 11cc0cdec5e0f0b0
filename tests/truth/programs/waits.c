/* SPDX-License-Identifier: MIT */
/* wait(2) and its kin: a child's end, taken or looked at by its parent. */
#include "row.h"

BEFORE(wait_of_one)
{
    CHILD { A(); }
    wait(NULL);
    B();
}

BEFORE(waitpid_by_pid)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(waitpid_by_group)
{
    CHILD { A(); }
    waitpid(0, NULL, 0);
    B();
}

BEFORE(waitpid_by_own_group)
{
    pid_t pid;
    CHILD_AS(pid) { setpgid(0, 0); A(); }
    setpgid(pid, pid);
    waitpid(-pid, NULL, 0);
    B();
}

BEFORE(wait3_usage)
{
    CHILD { A(); }
    struct rusage usage;
    wait3(NULL, 0, &usage);
    B();
}

BEFORE(wait4_usage)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    struct rusage usage;
    wait4(pid, NULL, 0, &usage);
    B();
}

BEFORE(waitid_by_pid)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    siginfo_t info;
    waitid(P_PID, (id_t)pid, &info, WEXITED);
    B();
}

BEFORE(waitid_by_group)
{
    CHILD { A(); }
    siginfo_t info;
    waitid(P_PGID, 0, &info, WEXITED);
    B();
}

BEFORE(waitid_without_information)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    waitid(P_PID, (id_t)pid, NULL, WEXITED);
    B();
}

BEFORE(waitid_leaves_the_zombie)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    siginfo_t info;
    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
    B();
}

BEFORE(wait_after_looking)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    siginfo_t info;
    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(wait_of_the_killed)
{
    pid_t pid;
    CHILD_AS(pid) { A(); raise(SIGKILL); }
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(wait_of_the_aborted)
{
    pid_t pid;
    CHILD_AS(pid) { A(); setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); abort(); }
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(wait_of_a_program)
{
    pid_t pid;
    CHILD_AS(pid) { late("A"); execlp("echo", "echo", "A", NULL); }
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(no_child_is_left)
{
    signal(SIGCHLD, SIG_IGN);
    CHILD { A(); }
    wait(NULL); /* ECHILD */
    B();
}

BEFORE(no_child_with_nocldwait)
{
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT}, NULL);
    pid_t pid;
    CHILD_AS(pid) { A(); }
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(chain_of_waits)
{
    CHILD {
        CHILD { A(); }
        wait(NULL);
    }
    wait(NULL);
    B();
}

BEFORE(wait_by_another_thread_s_clone)
{
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_CHILD_CLEARTID, 0, 0, 0, 0);
    if (pid == 0) { A(); _exit(0); }
    waitpid(pid, NULL, __WALL);
    B();
}

BEFORE(wait_of_a_clone_without_signal)
{
    pid_t pid = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);
    if (pid == 0) { A(); _exit(0); }
    waitpid(pid, NULL, __WCLONE);
    B();
}

BEFORE(wait_of_clone3)
{
    struct clone_args args = {.exit_signal = SIGCHLD};
    pid_t pid = (pid_t)must((int)syscall(SYS_clone3, &args, sizeof args));
    if (pid == 0) { A(); _exit(0); }
    waitpid(pid, NULL, 0);
    B();
}

CHOICE(subreaper_waits_for_the_adopted, which_child, "AB")
{
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    struct ends pid_of = new_pipe();
    CHILD {
        pid_t pid;
        CHILD_AS(pid) { A(); }
        write(pid_of.in, &pid, sizeof pid);
    }
    pid_t pid;
    read(pid_of.out, &pid, sizeof pid);
    wait(NULL);
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(subreaper_waits_for_its_own_first)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    struct ends pid_of = new_pipe();
    pid_t pid, middle;
    CHILD_AS(middle) {
        CHILD_AS(pid) { A(); }
        write(pid_of.in, &pid, sizeof pid);
    }
    read(pid_of.out, &pid, sizeof pid);
    waitpid(middle, NULL, 0);
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(subreaper_waits_for_the_only_one_left)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    pid_t middle;
    CHILD_AS(middle) {
        CHILD { A(); }
    }
    waitpid(middle, NULL, 0);
    wait(NULL);
    B();
}

CHOICE(subreaper_waits_for_one_of_two, which_child, "AB BA")
{
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    pid_t middle;
    CHILD_AS(middle) {
        CHILD { A(); }
        CHILD { late("other"); }
    }
    waitpid(middle, NULL, 0);
    wait(NULL);
    B();
}

BEFORE(sibling_by_clone_parent)
{
    struct ends pid_of = new_pipe();
    pid_t middle;
    CHILD_AS(middle) {
        pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT, 0, 0, 0, 0);
        if (pid == 0) { A(); _exit(0); }
        write(pid_of.in, &pid, sizeof pid);
    }
    pid_t pid;
    read(pid_of.out, &pid, sizeof pid);
    waitpid(middle, NULL, 0);
    waitpid(pid, NULL, __WALL);
    B();
}

CHOICE(wait_of_a_stop, which_change, "AB")
{
    pid_t pid;
    CHILD_AS(pid) { A(); raise(SIGSTOP); }
    waitpid(pid, NULL, WUNTRACED);
    B();
    kill(pid, SIGCONT);
}

CHOICE(wait_of_a_continuation, which_change, "AB")
{
    pid_t pid;
    CHILD_AS(pid) { raise(SIGSTOP); }
    waitpid(pid, NULL, WUNTRACED);
    CHILD { A(); kill(pid, SIGCONT); }
    siginfo_t info;
    waitid(P_PID, (id_t)pid, &info, WCONTINUED | WEXITED | WNOWAIT);
    B();
}

BEFORE(fork_after_the_line)
{
    A();
    CHILD { B(); }
    wait(NULL);
}

BEFORE(the_later_of_two_by_pid)
{
    pid_t first, second;
    CHILD_AS(first) { }
    CHILD_AS(second) { A(); }
    waitpid(first, NULL, 0);
    waitpid(second, NULL, 0);
    B();
}

BEFORE(one_after_the_other)
{
    CHILD { A(); }
    wait(NULL);
    CHILD { B(); }
    wait(NULL);
}

BEFORE(wait_loop_until_no_child)
{
    CHILD { A(); }
    while (wait(NULL) > 0) { }
    B();
}

CONCURRENT(wait_of_the_other)
{
    pid_t other;
    CHILD { A(); }
    CHILD_AS(other) { }
    waitpid(other, NULL, 0);
    B();
}

CONCURRENT(two_children)
{
    CHILD { A(); }
    CHILD { B(); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(wait_after_the_line)
{
    CHILD { A(); }
    B();
    wait(NULL);
}

CONCURRENT(nobody_waits)
{
    CHILD { A(); }
    B();
}

CONCURRENT(grandchild_not_waited_for)
{
    CHILD {
        CHILD { A(); }
    }
    wait(NULL);
    B();
}

CONCURRENT(wait_for_a_stop_before_the_line)
{
    pid_t pid;
    CHILD_AS(pid) { raise(SIGSTOP); A(); }
    waitpid(pid, NULL, WUNTRACED);
    kill(pid, SIGCONT);
    B();
}

CONCURRENT(wait_fails_at_once)
{
    CHILD {
        wait(NULL); /* ECHILD: it has none */
        A();
    }
    B();
    wait(NULL);
}

CONCURRENT(wait_with_wrong_options)
{
    CHILD { A(); }
    waitpid(-1, NULL, 0x40000000 | 1 << 27); /* EINVAL */
    B();
    wait(NULL);
}

CHOICE(whichever_ends_first, which_child, "AB BA")
{
    CHILD { A(); }
    CHILD { late("other"); }
    wait(NULL);
    B();
    wait(NULL);
}

CHOICE(again_if_it_was_the_other, which_child, "AB")
{
    pid_t other;
    CHILD { A(); }
    CHILD_AS(other) { late("other"); }
    if (wait(NULL) == other) {
        wait(NULL);
    }
    B();
}

CHOICE(again_if_it_was_that_one, which_child, "AB BA")
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    CHILD { late("other"); }
    if (wait(NULL) == pid) {
        wait(NULL);
    }
    B();
}

CHOICE(both_whichever_comes_first, which_child, "AB")
{
    CHILD { A(); }
    CHILD { late("other"); }
    wait(NULL);
    wait(NULL);
    B();
}

CHOICE(third_of_three, which_child, "AB BA")
{
    CHILD { A(); }
    CHILD { late("x"); }
    CHILD { late("y"); }
    wait(NULL);
    wait(NULL);
    B();
    wait(NULL);
}

CHOICE(any_of_the_group, which_child, "AB BA")
{
    CHILD { A(); }
    CHILD { late("other"); }
    waitpid(0, NULL, 0);
    B();
    wait(NULL);
}

CHOICE(waitid_of_any, which_child, "AB BA")
{
    CHILD { A(); }
    CHILD { late("other"); }
    siginfo_t info;
    waitid(P_ALL, 0, &info, WEXITED);
    B();
    wait(NULL);
}

CHOICE(look_at_any, which_child, "AB BA")
{
    CHILD { A(); }
    CHILD { late("other"); }
    siginfo_t info;
    waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);
    B();
    while (wait(NULL) > 0) { }
}

CHOICE(adopted_or_own, which_child, "AB BA")
{
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    pid_t own;
    CHILD_AS(own) {
        CHILD { A(); }
        late("own");
    }
    wait(NULL);
    B();
}

CHOICE(not_yet_ended, not_yet, "yAB nAB nBA")
{
    pid_t pid;
    CHILD_AS(pid) { A(); late("end"); }
    late("look");
    answer(waitpid(pid, NULL, WNOHANG) == pid);
    B();
}

CHOICE(polled_until_it_has_ended, non_blocking, "AB")
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    UNTIL(waitpid(pid, NULL, WNOHANG))
    B();
}

CHOICE(interrupted_wait, interrupted, "yAB nAB nBA")
{
    handle(SIGALRM);
    pid_t pid;
    CHILD_AS(pid) { A(); late("end"); }
    ualarm(30000, 0);
    answer(waitpid(pid, NULL, 0) == pid); /* or EINTR */
    B();
}

CHOICE(ends_or_stops, which_change, "AB")
{
    pid_t pid;
    CHILD_AS(pid) { A(); raise(SIGSTOP); }
    CHILD { late("killer"); kill(pid, SIGCONT); }
    waitpid(pid, NULL, WUNTRACED);
    B();
    kill(pid, SIGKILL);
}

CHOICE(end_that_could_have_been_a_stop, which_change, "AB B")
{
    pid_t pid;
    int status;
    CHILD_AS(pid) { A(); }
    int child = must((int)syscall(SYS_pidfd_open, pid, 0));
    CHILD { late("stop"); syscall(SYS_pidfd_send_signal, child, SIGSTOP, NULL, 0); }
    waitpid(pid, &status, WUNTRACED);
    B();
    if (WIFSTOPPED(status)) { kill(pid, SIGKILL); }
}

CHOICE(wait_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    pid_t pid;
    struct ends go = new_pipe();
    CHILD_AS(pid) { get(go.out); }
    int fd = must((int)syscall(SYS_pidfd_open, pid, 0));
    CHILD { ready(fd, POLLIN, -1); A(); }
    put(go.in);
    B();
    late("look");
    answer(waitpid(pid, NULL, WNOHANG) == pid);
}
