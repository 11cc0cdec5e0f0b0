/* SPDX-License-Identifier: MIT */
/* Stands still by the fault that its first argument names, or with it repaired
 * waits for somebody that sleeps: standing SCENARIO fault|repaired FILE */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONG = 600 };

static bool is_fault;
static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t both;

static void *
second_then_first(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&second);
    if (!is_fault)
        sleep(LONG);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(&first);
    return NULL;
}

static void
mutexes(void)
{
    pthread_t thread;
    pthread_barrier_init(&both, NULL, 2);
    pthread_mutex_lock(&first);
    pthread_create(&thread, NULL, second_then_first, NULL);
    pthread_barrier_wait(&both);
    pthread_mutex_lock(&second);
}

static void *
wait_for_ever(void *unused)
{
    (void)unused;
    if (!is_fault)
        sleep(LONG);
    pause();
    return NULL;
}

static void
join(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_ever, NULL);
    pthread_join(thread, NULL);
}

static void
first_ended(void)
{
    pthread_t thread;
    pid_t pid = fork();
    if (pid == 0) {
        pthread_create(&thread, NULL, wait_for_ever, NULL);
        pthread_exit(NULL);
    }
    waitpid(pid, NULL, 0);
}

static void
flocked(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    int other;
    pid_t pid;
    flock(fd, LOCK_EX);
    pid = fork();
    if (pid == 0) {
        close(fd);
        if (!is_fault)
            sleep(LONG);
        other = open(path, O_RDWR);
        flock(other, LOCK_EX);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void
range_locked(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    pid_t pid;
    fcntl(fd, F_SETLKW, &lock);
    pid = fork();
    if (pid == 0) {
        if (!is_fault)
            sleep(LONG);
        fcntl(fd, F_SETLKW, &lock);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void
suspended(void)
{
    int ends[2];
    char byte;
    pid_t pid;
    if (pipe(ends) != 0)
        return;
    pid = vfork();
    if (pid == 0) {
        if (!is_fault)
            sleep(LONG);
        if (read(ends[0], &byte, 1) < 0)
            _exit(1);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void
sockets(void)
{
    int ends[2];
    char byte;
    pid_t pid;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return;
    pid = fork();
    if (pid == 0) {
        close(ends[0]);
        if (!is_fault)
            sleep(LONG);
        if (read(ends[1], &byte, 1) < 0)
            _exit(1);
        _exit(0);
    }
    close(ends[1]);
    if (read(ends[0], &byte, 1) == 0)
        waitpid(pid, NULL, 0);
}

static void
traced(void)
{
    pid_t tracer;
    pid_t pid = fork();
    if (pid == 0) {
        sleep(LONG);
        _exit(0);
    }
    tracer = is_fault ? fork() : 1;
    if (tracer == 0) {
        ptrace(PTRACE_SEIZE, pid, NULL, NULL);
        ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
        pause();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

int
main(int argc, char **argv)
{
    const char *name = argc > 3 ? argv[1] : "";
    is_fault = argc > 3 && strcmp(argv[2], "fault") == 0;
    if (strcmp(name, "mutexes") == 0)
        mutexes();
    else if (strcmp(name, "join") == 0)
        join();
    else if (strcmp(name, "first_ended") == 0)
        first_ended();
    else if (strcmp(name, "flocked") == 0)
        flocked(argv[3]);
    else if (strcmp(name, "range_locked") == 0)
        range_locked(argv[3]);
    else if (strcmp(name, "suspended") == 0)
        suspended();
    else if (strcmp(name, "sockets") == 0)
        sockets();
    else if (strcmp(name, "traced") == 0)
        traced();
    else
        return 2;
    return 0;
}
