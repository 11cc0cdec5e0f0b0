/* SPDX-License-Identifier: MIT */
/* pidfd_open(2): a process's end, seen by a descriptor. */
#include "row.h"

static int
pidfd_of(pid_t pid)
{
    return must((int)syscall(SYS_pidfd_open, pid, 0));
}

BEFORE(pidfd_polled)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    ready(pidfd_of(pid), POLLIN, -1);
    B();
}

BEFORE(pidfd_selected)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    int fd = pidfd_of(pid);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    select(fd + 1, &set, NULL, NULL, NULL);
    B();
}

BEFORE(pidfd_in_an_epoll_set)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    int fd = pidfd_of(pid), set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
    epoll_wait(set, &event, 1, -1);
    B();
}

BEFORE(pidfd_of_a_dup)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    ready(dup(pidfd_of(pid)), POLLIN, -1);
    B();
}

BEFORE(pidfd_by_clone)
{
    int fd = -1;
    struct clone_args args = {
        .flags = CLONE_PIDFD, .pidfd = (uint64_t)&fd, .exit_signal = SIGCHLD};
    pid_t pid = (pid_t)must((int)syscall(SYS_clone3, &args, sizeof args));
    if (pid == 0) { A(); _exit(0); }
    ready(fd, POLLIN, -1);
    B();
}

BEFORE(pidfd_waited_for)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    siginfo_t info;
    waitid(P_PIDFD, (id_t)pidfd_of(pid), &info, WEXITED);
    B();
}

BEFORE(pidfd_of_a_sibling)
{
    pid_t pid;
    struct ends go = new_pipe();
    CHILD_AS(pid) { get(go.out); A(); }
    CHILD {
        int fd = pidfd_of(pid);
        put(go.in);
        ready(fd, POLLIN, -1);
        B();
    }
    while (wait(NULL) > 0) { }
}

BEFORE(pidfd_of_the_parent)
{
    int fd = pidfd_of(getpid());
    CHILD {
        ready(fd, POLLIN, -1);
        B();
    }
    A();
}

BEFORE(pidfd_of_a_grandchild)
{
    struct ends pid_of = new_pipe(), go = new_pipe();
    CHILD {
        pid_t pid;
        CHILD_AS(pid) { get(go.out); A(); }
        write(pid_of.in, &pid, sizeof pid);
    }
    pid_t pid;
    read(pid_of.out, &pid, sizeof pid);
    int fd = pidfd_of(pid);
    put(go.in);
    ready(fd, POLLIN, -1);
    B();
}

BEFORE(pidfd_of_a_zombie)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    waitid(P_PID, (id_t)pid, NULL, WEXITED | WNOWAIT);
    ready(pidfd_of(pid), POLLIN, -1);
    B();
}

BEFORE(pidfd_signals_the_waiting)
{
    sigset_t set = block(SIGUSR1);
    pid_t pid;
    CHILD_AS(pid) { sigwaitinfo(&set, NULL); B(); }
    A();
    syscall(SYS_pidfd_send_signal, pidfd_of(pid), SIGUSR1, NULL, 0);
    wait(NULL);
}

BEFORE(pidfd_both_of_two)
{
    pid_t one, other;
    CHILD_AS(one) { A(); }
    CHILD_AS(other) { }
    ready(pidfd_of(other), POLLIN, -1);
    ready(pidfd_of(one), POLLIN, -1);
    B();
}

CONCURRENT(pidfd_of_the_other)
{
    pid_t other;
    CHILD { A(); }
    CHILD_AS(other) { }
    ready(pidfd_of(other), POLLIN, -1);
    B();
}

CONCURRENT(pidfd_only_opened)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    pidfd_of(pid);
    B();
}

CONCURRENT(pidfd_of_the_middle_one)
{
    pid_t pid;
    CHILD_AS(pid) {
        CHILD { A(); }
    }
    ready(pidfd_of(pid), POLLIN, -1);
    B();
}

CONCURRENT(pidfd_replaced_by_another)
{
    pid_t one, other;
    CHILD_AS(one) { A(); }
    CHILD_AS(other) { }
    int fd = pidfd_of(one), second = pidfd_of(other);
    dup2(second, fd);
    ready(fd, POLLIN, -1);
    B();
}

CONCURRENT(pidfd_number_used_again)
{
    pid_t one, other;
    CHILD_AS(one) { A(); }
    CHILD_AS(other) { }
    int fd = pidfd_of(one);
    syscall(SYS_close_range, fd, fd, 0);
    ready(pidfd_of(other), POLLIN, -1);
    B();
}

CHOICE(pidfd_with_a_timeout, timed, "yAB nAB nBA")
{
    pid_t pid;
    CHILD_AS(pid) { A(); late("end"); }
    answer(ready(pidfd_of(pid), POLLIN, 30));
    B();
}

CHOICE(pidfd_looked_at_once, not_yet, "yAB nAB nBA")
{
    pid_t pid;
    CHILD_AS(pid) { A(); late("end"); }
    late("look");
    answer(ready(pidfd_of(pid), POLLIN, 0));
    B();
}

CHOICE(pidfd_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    pid_t pid;
    struct ends go = new_pipe();
    CHILD_AS(pid) { get(go.out); }
    int fd = pidfd_of(pid);
    CHILD {
        ready(fd, POLLIN, -1);
        A();
    }
    put(go.in);
    B();
    late("look");
    answer(ready(fd, POLLIN, 0));
}

CHOICE(pidfd_whichever_is_ready, which_ready, "AB BA")
{
    pid_t one, other;
    CHILD_AS(one) { A(); }
    CHILD_AS(other) { late("other"); }
    struct pollfd both[] = {{pidfd_of(one), POLLIN, 0}, {pidfd_of(other), POLLIN, 0}};
    poll(both, 2, -1);
    B();
}
