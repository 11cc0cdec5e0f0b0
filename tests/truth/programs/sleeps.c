/* SPDX-License-Identifier: MIT */
/* Sleeps, timers and clocks order nothing, however long they are. */
#include "row.h"

CONCURRENT(sleep_before_the_line)
{
    CHILD { A(); }
    usleep(20000);
    B();
}

CONCURRENT(sleep_until_a_time)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    CHILD { A(); }
    time.tv_nsec += 20000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
    B();
}

CONCURRENT(sleep_by_poll)
{
    CHILD { A(); }
    poll(NULL, 0, 20);
    B();
}

CONCURRENT(sleep_by_select)
{
    CHILD { A(); }
    select(0, NULL, NULL, NULL, &(struct timeval){0, 20000});
    B();
}

CONCURRENT(sleep_by_epoll)
{
    CHILD { A(); }
    struct epoll_event event;
    epoll_wait(epoll_create1(0), &event, 1, 20);
    B();
}

CONCURRENT(sleep_for_different_times)
{
    CHILD { usleep(5000); A(); }
    CHILD { usleep(25000); B(); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(alarm_before_the_line)
{
    sigset_t set = block(SIGALRM);
    CHILD { A(); }
    ualarm(20000, 0);
    sigwaitinfo(&set, NULL);
    B();
}

CONCURRENT(alarm_ends_a_pause)
{
    block(SIGALRM);
    handle(SIGALRM);
    CHILD { A(); }
    ualarm(20000, 0);
    sigset_t none;
    sigemptyset(&none);
    sigsuspend(&none);
    B();
}

CONCURRENT(timer_with_a_signal)
{
    sigset_t set = block(SIGRTMIN);
    timer_t timer;
    CHILD { A(); }
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    must(timer_create(CLOCK_MONOTONIC, &event, &timer));
    timer_settime(timer, 0, &(struct itimerspec){.it_value = {0, 20000000}}, NULL);
    siginfo_t who; /* who does not ask cannot tell a timer from a kill from outside */
    sigwaitinfo(&set, &who);
    B();
}

CONCURRENT(interval_timer)
{
    sigset_t set = block(SIGALRM);
    CHILD { A(); }
    setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {0, 20000}}, NULL);
    sigwaitinfo(&set, NULL);
    B();
}

CONCURRENT(yields_to_others)
{
    CHILD { A(); }
    for (int i = 0; i < 1000; i++) sched_yield();
    B();
}

CONCURRENT(computes_for_long)
{
    CHILD { A(); }
    for (volatile int i = 0; i < 20000000; i++) { }
    B();
}

CONCURRENT(pause_ended_by_an_alarm_of_its_own)
{
    CHILD {
        sigset_t set = block(SIGALRM);
        ualarm(10000, 0);
        sigwaitinfo(&set, NULL);
        A();
    }
    B();
}

CHOICE(branch_on_the_clock, clock, "yAB nAB nBA")
{
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    CHILD { A(); }
    late("look");
    clock_gettime(CLOCK_MONOTONIC, &now);
    long spent = (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
    if (answer(spent > 50)) {
        wait(NULL);
    }
    B();
}
