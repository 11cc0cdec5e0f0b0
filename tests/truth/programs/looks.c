/* SPDX-License-Identifier: MIT */
/* Processes, looked at by others: alive, of whom, what /proc says. */
#include "row.h"

BEFORE(process_is_gone)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    CHILD {
        UNTIL(kill(pid, 0) == -1)
        B();
    }
    waitpid(pid, NULL, 0);
    wait(NULL);
}

BEFORE(process_has_lost_its_parent)
{
    CHILD {
        UNTIL(getppid() != first_process)
        B();
    }
    A();
}

BEFORE(process_has_another_group)
{
    pid_t pid;
    CHILD_AS(pid) { A(); setpgid(0, 0); stay(); }
    UNTIL(getpgid(pid) == pid)
    B();
}

BEFORE(process_has_another_session)
{
    pid_t pid;
    CHILD_AS(pid) { A(); setsid(); stay(); }
    UNTIL(getsid(pid) == pid)
    B();
}

BEFORE(process_has_another_priority)
{
    pid_t pid;
    CHILD_AS(pid) { A(); setpriority(PRIO_PROCESS, 0, 7); stay(); }
    UNTIL(getpriority(PRIO_PROCESS, (id_t)pid) == 7)
    B();
}

BEFORE(process_has_another_limit)
{
    pid_t pid;
    CHILD_AS(pid) { A(); setrlimit(RLIMIT_CORE, &(struct rlimit){7, 7}); stay(); }
    struct rlimit limit = {0, 0};
    UNTIL(prlimit(pid, RLIMIT_CORE, NULL, &limit) == 0 && limit.rlim_max == 7)
    B();
}

BEFORE(process_runs_elsewhere)
{
    pid_t pid;
    cpu_set_t set, seen;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    CHILD_AS(pid) { A(); sched_setaffinity(0, sizeof set, &set); stay(); }
    UNTIL(sched_getaffinity(pid, sizeof seen, &seen) == 0 && CPU_EQUAL(&set, &seen))
    B();
}

BEFORE(process_is_a_zombie_in_proc)
{
    pid_t pid;
    CHILD_AS(pid) { A(); }
    char name[32], state = 0;
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    for (FILE *file; state != 'Z'; fclose(file)) {
        file = fopen(name, "r");
        fscanf(file, "%*d (%*[^)]) %c", &state);
    }
    B();
}

BEFORE(process_has_a_name_in_proc)
{
    pid_t pid;
    CHILD_AS(pid) { A(); prctl(PR_SET_NAME, "truth"); stay(); }
    char name[32];
    snprintf(name, sizeof name, "/proc/%d/comm", pid);
    UNTIL(read(open(name, O_RDONLY), bytes, 5) == 5 && memcmp(bytes, "truth", 5) == 0)
    B();
}

BEFORE(process_has_closed_it_in_proc)
{
    struct ends p = new_pipe();
    pid_t pid;
    CHILD_AS(pid) { A(); close(p.in); stay(); }
    char name[32];
    snprintf(name, sizeof name, "/proc/%d/fd/%d", pid, p.in);
    UNTIL(readlink(name, bytes, 32) == -1)
    B();
}

BEFORE(process_is_stopped_in_proc)
{
    pid_t pid;
    CHILD_AS(pid) { A(); raise(SIGSTOP); }
    siginfo_t info;
    UNTIL((info.si_pid = 0, waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG | WNOWAIT), info.si_pid))
    B();
    kill(pid, SIGKILL);
}

BEFORE(process_has_used_time)
{
    pid_t pid;
    CHILD_AS(pid) { A(); for (;;) getppid() == first_process ? (void)0 : _exit(0); }
    char name[32];
    long ticks = 0;
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    while (ticks < 4) {
        FILE *file = fopen(name, "r");
        fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld", &ticks);
        fclose(file);
    }
    B();
}

CONCURRENT(process_asks_for_its_own_number)
{
    CHILD { getpid(); A(); }
    getpid();
    B();
}

CONCURRENT(process_looks_at_itself)
{
    CHILD { getpgid(0); A(); }
    setpriority(PRIO_PROCESS, 0, 1);
    getpriority(PRIO_PROCESS, 0);
    B();
}

CHOICE(process_still_alive, not_yet, "yAB nAB nBA")
{
    pid_t pid;
    signal(SIGCHLD, SIG_IGN); /* the kernel reaps it */
    CHILD_AS(pid) { A(); late("end"); }
    late("look");
    answer(kill(pid, 0) == -1);
    B();
}

CHOICE(process_line_before_still_alive, not_yet, "nBA yAB yBA")
{
    signal(SIGCHLD, SIG_IGN);
    pid_t pid;
    CHILD_AS(pid) { late("end"); }
    CHILD { UNTIL(kill(pid, 0) == -1) A(); }
    B();
    late("look");
    answer(kill(pid, 0) == -1);
    wait(NULL); /* until both have ended */
}

BEFORE(group_is_empty)
{
    signal(SIGCHLD, SIG_IGN);
    CHILD {
        setpgid(0, 0);
        CHILD { A(); }
        must(setpgid(0, getpgid(getppid())));
        while (setsid() == -1) { /* as long as its child is in the group */
            usleep(1000);
        }
        B();
    }
    wait(NULL);
}

BEFORE(group_has_no_child_left)
{
    signal(SIGCHLD, SIG_IGN);
    CHILD { A(); }
    waitpid(0, NULL, 0);
    B();
}

BEFORE(process_is_gone_from_proc)
{
    pid_t pid;
    signal(SIGCHLD, SIG_IGN);
    CHILD_AS(pid) { A(); }
    char name[32];
    snprintf(name, sizeof name, "/proc/%d", pid);
    UNTIL(access(name, F_OK) == -1)
    B();
}

CHOICE(process_line_before_still_in_proc, not_yet, "nBA yAB yBA")
{
    signal(SIGCHLD, SIG_IGN);
    pid_t pid;
    char name[32];
    CHILD_AS(pid) { late("end"); }
    snprintf(name, sizeof name, "/proc/%d", pid);
    CHILD { UNTIL(access(name, F_OK) == -1) A(); }
    B();
    late("look");
    answer(access(name, F_OK) == -1);
    wait(NULL); /* until both have ended */
}

CHOICE(process_line_before_the_same_parent, not_yet, "nBA yAB yBA")
{
    struct ends go = new_pipe(), done = new_pipe();
    pid_t middle;
    CHILD_AS(middle) {
        CHILD {
            pid_t parent = getppid();
            put(go.in);
            B();
            late("look");
            answer(getppid() != parent);
            put(done.in);
        }
        get(go.out);
        late("end");
    }
    waitpid(middle, NULL, 0);
    A();
    get(done.out);
}

CONCURRENT(process_looked_at_in_turn)
{
    pid_t pid;
    CHILD_AS(pid) { stay(); }
    CHILD { kill(pid, 0); A(); }
    kill(pid, 0);
    B();
    kill(pid, SIGKILL);
}
