/* SPDX-License-Identifier: MIT */
/* vfork(2), exec and posix_spawn: the parent stands still until then. */
#include "row.h"

BEFORE(vfork_until_exit)
{
    if (vfork() == 0) { A(); _exit(0); }
    B();
}

BEFORE(vfork_until_exec)
{
    if (vfork() == 0) { A(); execlp("true", "true", NULL); _exit(127); }
    B();
}

BEFORE(vfork_until_killed)
{
    if (vfork() == 0) { A(); kill(getpid(), SIGKILL); }
    B();
}

BEFORE(vfork_then_wait)
{
    pid_t pid = vfork();
    if (pid == 0) { late("A"); execlp("echo", "echo", "A", NULL); _exit(127); }
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(vfork_by_clone)
{
    struct clone_args args = {.flags = CLONE_VFORK, .exit_signal = SIGCHLD};
    pid_t pid = (pid_t)must((int)syscall(SYS_clone3, &args, sizeof args));
    if (pid == 0) { A(); _exit(0); }
    B();
}

BEFORE(vfork_in_a_row)
{
    if (vfork() == 0) { A(); _exit(0); }
    if (vfork() == 0) { B(); _exit(0); }
}

BEFORE(vfork_line_before)
{
    A();
    if (vfork() == 0) { execlp("echo", "echo", "B", NULL); _exit(127); }
}

BEFORE(spawn_then_wait)
{
    char *words[] = {"echo", "A", NULL};
    pid_t pid;
    late("A");
    posix_spawnp(&pid, "echo", NULL, NULL, words, environ);
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(spawn_after_the_line)
{
    A();
    late("B");
    char *words[] = {"echo", "B", NULL};
    pid_t pid;
    posix_spawnp(&pid, "echo", NULL, NULL, words, environ);
    waitpid(pid, NULL, 0);
}

BEFORE(exec_after_the_line)
{
    pid_t pid;
    CHILD_AS(pid) { A(); execlp("true", "true", NULL); }
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(exec_continues_the_process)
{
    CHILD { A(); late("B"); execlp("echo", "echo", "B", NULL); }
    wait(NULL);
}

BEFORE(exec_closes_the_end_of_a_pipe)
{
    int end[2];
    pipe2(end, O_CLOEXEC);
    CHILD { close(end[0]); A(); execlp("sleep", "sleep", "0.01", NULL); }
    close(end[1]);
    get(end[0]); /* 0: the end of the file */
    B();
}

BEFORE(system_waits)
{
    late("A");
    system("echo A");
    B();
}

BEFORE(popen_is_closed)
{
    late("A");
    pclose(popen("echo A", "w"));
    B();
}

CONCURRENT(vfork_goes_on_after_exec)
{
    if (vfork() == 0) { execlp("sh", "sh", "-c", "sleep 0.03; echo A", NULL); }
    B();
}

CONCURRENT(spawned_and_not_waited_for)
{
    char *words[] = {"sh", "-c", "sleep 0.03; echo A", NULL};
    pid_t pid;
    posix_spawnp(&pid, "sh", NULL, NULL, words, environ);
    B();
}

CONCURRENT(vfork_s_child_has_a_child)
{
    if (vfork() == 0) {
        CHILD { A(); }
        _exit(0);
    }
    B();
}

CONCURRENT(exec_keeps_the_end_of_a_pipe)
{
    struct ends one = new_pipe(), other = new_pipe();
    CHILD { close(one.in); put(other.in); A(); execlp("true", "true", NULL); }
    get(other.out);
    B();
}
