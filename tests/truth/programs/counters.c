/* SPDX-License-Identifier: MIT */
/* eventfd(2), timerfd_create(2), inotify(7): counters and news, by a descriptor. */
#include "row.h"

static uint64_t count = 1;

CONCURRENT(timer_by_a_descriptor)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    uint64_t count;
    CHILD { A(); }
    timerfd_settime(fd, 0, &(struct itimerspec){.it_value = {0, 20000000}}, NULL);
    read(fd, &count, sizeof count);
    B();
}

BEFORE(eventfd_read)
{
    int fd = eventfd(0, 0);
    CHILD { A(); write(fd, &count, sizeof count); }
    read(fd, &count, sizeof count);
    B();
}

BEFORE(eventfd_polled)
{
    int fd = eventfd(0, 0);
    CHILD { A(); write(fd, &count, sizeof count); }
    ready(fd, POLLIN, -1);
    B();
}

BEFORE(eventfd_full)
{
    int fd = eventfd(0, 0);
    uint64_t most = UINT64_MAX - 1;
    write(fd, &most, sizeof most);
    CHILD { A(); read(fd, &most, sizeof most); }
    write(fd, &count, sizeof count);
    B();
}

BEFORE(eventfd_as_a_semaphore)
{
    int fd = eventfd(0, EFD_SEMAPHORE);
    CHILD { write(fd, &count, sizeof count); A(); write(fd, &count, sizeof count); }
    read(fd, &count, sizeof count);
    read(fd, &count, sizeof count);
    B();
}

BEFORE(eventfd_read_twice)
{
    int fd = eventfd(0, 0);
    struct ends p = new_pipe();
    CHILD { write(fd, &count, sizeof count); get(p.out); A(); write(fd, &count, sizeof count); }
    read(fd, &count, sizeof count);
    put(p.in);
    read(fd, &count, sizeof count);
    B();
}

BEFORE(eventfd_of_a_large_number)
{
    int fd = eventfd(0, 0);
    CHILD { A(); write(fd, &(uint64_t){1ULL << 40}, sizeof count); }
    read(fd, &count, sizeof count);
    B();
}

CONCURRENT(eventfd_as_a_semaphore_that_was_enough)
{
    int fd = eventfd(0, EFD_SEMAPHORE);
    CHILD { write(fd, &count, sizeof count); A(); write(fd, &count, sizeof count); }
    read(fd, &count, sizeof count);
    B();
}

CHOICE(eventfd_short_read, how_much, "AB BA")
{
    int fd = eventfd(0, 0);
    CHILD { write(fd, &count, sizeof count); A(); write(fd, &count, sizeof count); }
    read(fd, &count, sizeof count);
    B();
}

CHOICE(eventfd_another_has_read, not_yet, "nAB yAB yBA")
{
    int fd = eventfd(1, EFD_NONBLOCK);
    CHILD { A(); late("read"); read(fd, &count, sizeof count); }
    late("look");
    answer(read(fd, &count, sizeof count) == sizeof count);
    B();
}

BEFORE(timer_set_by_another)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    CHILD { A(); timerfd_settime(fd, 0, &(struct itimerspec){.it_value = {0, 1}}, NULL); }
    read(fd, &count, sizeof count);
    B();
}

BEFORE(inotify_of_a_removal)
{
    in_new_folder();
    close(open("f", O_CREAT | O_WRONLY, 0600));
    int fd = inotify_init();
    inotify_add_watch(fd, "f", IN_ATTRIB);
    CHILD { A(); unlink("f"); }
    read(fd, bytes, 4096);
    B();
}

BEFORE(epoll_set_shared)
{
    struct ends p = new_pipe();
    int set = epoll_create1(0);
    put(p.in);
    CHILD { A(); epoll_ctl(set, EPOLL_CTL_ADD, p.out, &(struct epoll_event){.events = EPOLLIN}); }
    struct epoll_event event;
    epoll_wait(set, &event, 1, -1);
    B();
}

CONCURRENT(eventfds_of_their_own)
{
    int one = eventfd(0, 0), other = eventfd(0, 0);
    CHILD { A(); write(one, &count, sizeof count); }
    CHILD { write(other, &count, sizeof count); }
    read(other, &count, sizeof count);
    B();
}

CONCURRENT(eventfd_written_by_both)
{
    int fd = eventfd(0, 0);
    CHILD { A(); write(fd, &count, sizeof count); }
    CHILD { B(); write(fd, &count, sizeof count); }
    while (wait(NULL) > 0) { }
}

CHOICE(eventfd_whoever_writes, which_writer, "AB BA")
{
    int fd = eventfd(0, 0);
    CHILD { A(); write(fd, &count, sizeof count); }
    CHILD { late("other"); write(fd, &count, sizeof count); }
    read(fd, &count, sizeof count);
    B();
}

BEFORE(sysv_messages_counted)
{
    int queue = must(msgget(IPC_PRIVATE, 0600));
    struct msqid_ds status = {0};
    CHILD { A(); msgsnd(queue, &(long){1}, 0, 0); }
    UNTIL((msgctl(queue, IPC_STAT, &status), status.msg_qnum > 0))
    B();
    msgctl(queue, IPC_RMID, NULL);
}

CHOICE(eventfd_line_before_not_yet, not_yet, "nAB yAB yBA")
{
    int fd = eventfd(0, EFD_NONBLOCK);
    CHILD { late("write"); write(fd, &count, sizeof count); B(); }
    A();
    late("look");
    answer(read(fd, &count, sizeof count) == sizeof count);
    wait(NULL);
}

CHOICE(eventfd_whoever_writes_polled, which_writer, "AB BA")
{
    int fd = eventfd(0, 0);
    CHILD { A(); write(fd, &count, sizeof count); }
    CHILD { late("other"); write(fd, &count, sizeof count); }
    ready(fd, POLLIN, -1);
    B();
}
