/* SPDX-License-Identifier: MIT */
/* Waits for three seconds in the way that its first argument names, then ends.
 *
 * Nothing of it runs meanwhile, and what wakes it is a timer or a time that is
 * not in the arguments of the call that it waits in. */
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS = 3 };

static void
nothing(int number)
{
    (void)number;
}

static void
handle(int number)
{
    struct sigaction action = {.sa_handler = nothing};
    sigaction(number, &action, NULL);
}

static void
block(int number, sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, number);
    sigprocmask(SIG_BLOCK, set, NULL);
}

static int
timer_fd(void)
{
    struct itimerspec time = {.it_value = {SECONDS, 0}};
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    timerfd_settime(fd, 0, &time, NULL);
    return fd;
}

static void
posix_timer(void)
{
    timer_t timer;
    struct itimerspec time = {.it_value = {SECONDS, 0}};
    timer_create(CLOCK_MONOTONIC, NULL, &timer);
    timer_settime(timer, 0, &time, NULL);
}

static void
read_own_pipe(void)
{
    int ends[2];
    char byte;
    if (pipe(ends) == 0 && read(ends[0], &byte, 1) < 0)
        return;
}

int
main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "";
    sigset_t set;
    if (strcmp(way, "alarm") == 0) {
        handle(SIGALRM);
        alarm(SECONDS);
        pause();
    } else if (strcmp(way, "alarm_kills") == 0) {
        alarm(SECONDS);
        read_own_pipe();
    } else if (strcmp(way, "alarm_of_exec") == 0) {
        alarm(SECONDS);
        execl(argv[0], argv[0], "own_pipe", (char *)NULL);
    } else if (strcmp(way, "own_pipe") == 0) {
        read_own_pipe();
    } else if (strcmp(way, "itimer") == 0) {
        struct itimerval time = {.it_value = {SECONDS, 0}};
        setitimer(ITIMER_REAL, &time, NULL);
        read_own_pipe();
    } else if (strcmp(way, "posix_timer") == 0) {
        posix_timer();
        read_own_pipe();
    } else if (strcmp(way, "sigwait") == 0) {
        int number;
        block(SIGALRM, &set);
        posix_timer();
        sigwait(&set, &number);
    } else if (strcmp(way, "signalfd") == 0) {
        struct signalfd_siginfo found;
        block(SIGALRM, &set);
        alarm(SECONDS);
        if (read(signalfd(-1, &set, 0), &found, sizeof found) < 0)
            return 1;
    } else if (strcmp(way, "timerfd") == 0) {
        uint64_t times;
        if (read(timer_fd(), &times, sizeof times) < 0)
            return 1;
    } else if (strcmp(way, "timerfd_poll") == 0) {
        struct pollfd polled = {.fd = timer_fd(), .events = POLLIN};
        poll(&polled, 1, -1);
    } else if (strcmp(way, "timerfd_epoll") == 0) {
        struct epoll_event event = {.events = EPOLLIN};
        int fd = epoll_create1(0);
        epoll_ctl(fd, EPOLL_CTL_ADD, timer_fd(), &event);
        epoll_wait(fd, &event, 1, -1);
    } else if (strcmp(way, "sem_timedwait") == 0) {
        struct timespec time;
        sem_t semaphore;
        sem_init(&semaphore, 0, 0);
        clock_gettime(CLOCK_REALTIME, &time);
        time.tv_sec += SECONDS;
        sem_timedwait(&semaphore, &time);
    } else if (strcmp(way, "vfork") == 0) {
        pid_t pid = vfork();
        if (pid == 0) {
            sleep(SECONDS);
            _exit(0);
        }
        waitpid(pid, NULL, 0);
    } else if (strcmp(way, "of_a_child") == 0) {
        int status;
        pid_t pid = fork();
        if (pid == 0) {
            alarm(SECONDS);
            read_own_pipe();
            _exit(1);
        }
        waitpid(pid, &status, 0);
    } else {
        fprintf(stderr, "no way %s\n", way);
        return 2;
    }
    return 0;
}
