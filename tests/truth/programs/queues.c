/* SPDX-License-Identifier: MIT */
/* Message queues: System V, sysvipc(7), and POSIX, mq_overview(7). */
#include "row.h"

struct message {
    long type;
    char text[8];
};

static int
new_queue(void)
{
    return must(msgget(IPC_PRIVATE, 0600));
}

static void
message_send(int queue, long type)
{
    must(msgsnd(queue, &(struct message){type, "x"}, 1, 0));
}

static void
message_receive(int queue, long type)
{
    struct message message;
    must((int)msgrcv(queue, &message, 1, type, 0));
}

static mqd_t
new_mq(void)
{
    char name[32];
    snprintf(name, sizeof name, "/truth-%d", getpid());
    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
    mqd_t queue = must(mq_open(name, O_CREAT | O_EXCL | O_RDWR, 0600, &attributes));
    mq_unlink(name);
    return queue;
}

BEFORE(sysv_message)
{
    int queue = new_queue();
    CHILD { A(); message_send(queue, 1); }
    message_receive(queue, 0);
    B();
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(sysv_message_of_a_type)
{
    int queue = new_queue();
    CHILD { message_send(queue, 2); A(); message_send(queue, 1); }
    message_receive(queue, 1);
    B();
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(sysv_second_message)
{
    int queue = new_queue();
    CHILD { message_send(queue, 1); A(); message_send(queue, 1); }
    message_receive(queue, 1);
    message_receive(queue, 1);
    B();
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(sysv_queue_removed)
{
    int queue = new_queue();
    CHILD { A(); msgctl(queue, IPC_RMID, NULL); }
    struct message message;
    msgrcv(queue, &message, 1, 0, 0); /* EIDRM */
    B();
}

BEFORE(sysv_request_and_reply)
{
    int queue = new_queue();
    CHILD { message_receive(queue, 1); A(); message_send(queue, 2); }
    message_send(queue, 1);
    message_receive(queue, 2);
    B();
    msgctl(queue, IPC_RMID, NULL);
}

CONCURRENT(sysv_line_after_the_message)
{
    int queue = new_queue();
    CHILD { message_send(queue, 1); A(); }
    message_receive(queue, 0);
    B();
    msgctl(queue, IPC_RMID, NULL);
}

CONCURRENT(sysv_two_queues)
{
    int one = new_queue(), other = new_queue();
    CHILD { A(); message_send(one, 1); }
    CHILD { message_send(other, 1); }
    message_receive(other, 0);
    B();
    while (wait(NULL) > 0) { }
    msgctl(one, IPC_RMID, NULL);
    msgctl(other, IPC_RMID, NULL);
}

CONCURRENT(sysv_message_of_another_type)
{
    int queue = new_queue();
    CHILD { A(); message_send(queue, 1); }
    CHILD { message_send(queue, 2); }
    message_receive(queue, 2);
    B();
    while (wait(NULL) > 0) { }
    msgctl(queue, IPC_RMID, NULL);
}

CHOICE(sysv_whoever_sends_first, which_writer, "AB BA")
{
    int queue = new_queue();
    CHILD { A(); message_send(queue, 1); }
    CHILD { late("other"); message_send(queue, 1); }
    message_receive(queue, 0);
    B();
    while (wait(NULL) > 0) { }
    msgctl(queue, IPC_RMID, NULL);
}

CHOICE(sysv_no_message_yet, not_yet, "yAB nAB nBA")
{
    int queue = new_queue();
    struct message message;
    CHILD { A(); late("send"); message_send(queue, 1); }
    late("look");
    answer(msgrcv(queue, &message, 1, 0, IPC_NOWAIT) == 1);
    B();
    wait(NULL);
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(mq_message)
{
    mqd_t queue = new_mq();
    CHILD { A(); mq_send(queue, "x", 1, 0); }
    mq_receive(queue, bytes, 8, NULL);
    B();
}

BEFORE(mq_makes_room)
{
    mqd_t queue = new_mq();
    mq_send(queue, "x", 1, 0);
    CHILD { A(); mq_receive(queue, bytes, 8, NULL); }
    mq_send(queue, "x", 1, 0);
    B();
}

BEFORE(mq_polled)
{
    mqd_t queue = new_mq();
    CHILD { A(); mq_send(queue, "x", 1, 0); }
    ready(queue, POLLIN, -1);
    B();
}

BEFORE(mq_notifies)
{
    mqd_t queue = new_mq();
    sigset_t set = block(SIGUSR1);
    mq_notify(queue, &(struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1});
    CHILD { A(); mq_send(queue, "x", 1, 0); }
    sigwaitinfo(&set, NULL);
    B();
}

CONCURRENT(mq_line_after_the_message)
{
    mqd_t queue = new_mq();
    CHILD { mq_send(queue, "x", 1, 0); A(); }
    mq_receive(queue, bytes, 8, NULL);
    B();
}

CONCURRENT(mq_message_that_fits)
{
    mqd_t queue = new_mq();
    CHILD { A(); mq_receive(queue, bytes, 8, NULL); }
    mq_send(queue, "x", 1, 0);
    B();
}

CHOICE(mq_with_a_timeout, timed, "yAB nAB nBA")
{
    mqd_t queue = new_mq();
    struct timespec time;
    CHILD { A(); late("send"); mq_send(queue, "x", 1, 0); }
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += time.tv_nsec / 970000000;
    time.tv_nsec = (time.tv_nsec + 30000000) % 1000000000;
    answer(mq_timedreceive(queue, bytes, 8, NULL, &time) == 1);
    B();
}

CHOICE(mq_notifies_or_another_kills, which_signal, "AB BA")
{
    mqd_t queue = new_mq();
    sigset_t set = block(SIGUSR1);
    must(mq_notify(queue, &(struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1}));
    CHILD { A(); mq_send(queue, "x", 1, 0); }
    CHILD { late("kill"); kill(first_process, SIGUSR1); }
    sigwaitinfo(&set, NULL);
    B();
    while (wait(NULL) > 0) { }
}

CHOICE(mq_another_kills_or_it_notifies, which_signal, "AB BA")
{
    mqd_t queue = new_mq();
    sigset_t set = block(SIGUSR1);
    must(mq_notify(queue, &(struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1}));
    CHILD { late("send"); mq_send(queue, "x", 1, 0); }
    CHILD { A(); kill(first_process, SIGUSR1); }
    sigwaitinfo(&set, NULL);
    B();
    while (wait(NULL) > 0) { }
}

CHOICE(mq_whoever_sends_first, which_writer, "AB BA")
{
    mqd_t queue = new_mq();
    CHILD { A(); mq_send(queue, "x", 1, 0); }
    CHILD { late("other"); mq_send(queue, "x", 1, 0); }
    mq_receive(queue, bytes, 8, NULL);
    B();
    mq_receive(queue, bytes, 8, NULL);
}

/* A key, or a name, of this run alone. */
static key_t
new_key(void)
{
    return 0x40000000 + first_process;
}

static const char *
new_name(void)
{
    static char name[32];
    snprintf(name, sizeof name, "/named-%d", first_process);
    return name;
}

static bool
message_is_there(int queue, long type, int flags)
{
    struct message message;
    return msgrcv(queue, &message, 1, type, IPC_NOWAIT | flags) != -1;
}

/* A third of these has no room. */
static void
half_send(int queue)
{
    static struct {
        long type;
        char text[8192];
    } half = {1, ""};
    must(msgsnd(queue, &half, sizeof half.text, 0));
}

static void
half_receive(int queue)
{
    static char half[8200];
    must((int)msgrcv(queue, half, 8192, 0, 0));
}

BEFORE(sysv_makes_room)
{
    int queue = new_queue();
    half_send(queue);
    half_send(queue);
    CHILD { A(); half_receive(queue); }
    half_send(queue);
    B();
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(sysv_makes_room_for_a_third)
{
    int queue = new_queue();
    half_send(queue);
    half_send(queue);
    CHILD { half_receive(queue); A(); half_receive(queue); }
    half_send(queue);
    half_send(queue);
    B();
    msgctl(queue, IPC_RMID, NULL);
}

CONCURRENT(sysv_message_that_fits)
{
    int queue = new_queue();
    half_send(queue);
    CHILD { A(); half_receive(queue); }
    half_send(queue);
    B();
    wait(NULL);
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(sysv_any_but_a_type)
{
    int queue = new_queue();
    struct message message;
    CHILD { message_send(queue, 1); A(); message_send(queue, 2); }
    must((int)msgrcv(queue, &message, 1, 1, MSG_EXCEPT));
    B();
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(sysv_lowest_type)
{
    int queue = new_queue();
    CHILD { A(); message_send(queue, 2); message_send(queue, 9); }
    message_receive(queue, -3);
    B();
    wait(NULL);
    msgctl(queue, IPC_RMID, NULL);
}

CHOICE(sysv_lower_type_in_time, how_much, "AB BA")
{
    int queue = new_queue();
    CHILD { message_send(queue, 2); A(); late("second"); message_send(queue, 1); }
    late("look");
    message_receive(queue, -2);
    B();
    wait(NULL);
    msgctl(queue, IPC_RMID, NULL);
}

CHOICE(sysv_whoever_receives_first, which_reader, "AB BA")
{
    int queue = new_queue();
    CHILD { late("one"); message_receive(queue, 1); B(); }
    CHILD { late("other"); message_receive(queue, 1); }
    message_send(queue, 1);
    A();
    message_send(queue, 1);
    while (wait(NULL) > 0) { }
    msgctl(queue, IPC_RMID, NULL);
}

CHOICE(sysv_whoever_removes_it, which_end, "AB BA")
{
    int queue = new_queue();
    CHILD { A(); msgctl(queue, IPC_RMID, NULL); }
    CHILD { late("other"); msgctl(queue, IPC_RMID, NULL); }
    struct message message;
    msgrcv(queue, &message, 1, 0, 0); /* EIDRM */
    B();
}

BEFORE(sysv_cannot_send_any_more)
{
    int queue = new_queue();
    CHILD { A(); msgctl(queue, IPC_RMID, NULL); }
    UNTIL(msgsnd(queue, &(struct message){1, "x"}, 0, IPC_NOWAIT) == -1 && errno == EINVAL)
    B();
}

BEFORE(sysv_found_by_its_key)
{
    int queue;
    CHILD { A(); must(msgget(new_key(), IPC_CREAT | 0600)); }
    UNTIL((queue = msgget(new_key(), 0)) != -1)
    B();
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(sysv_message_of_a_queue_with_a_key)
{
    CHILD { int queue = must(msgget(new_key(), IPC_CREAT | 0600)); A(); message_send(queue, 1); }
    int queue = must(msgget(new_key(), IPC_CREAT | 0600));
    message_receive(queue, 1);
    B();
    msgctl(queue, IPC_RMID, NULL);
}

CONCURRENT(sysv_made_by_either)
{
    CHILD { A(); must(msgget(new_key(), IPC_CREAT | 0600)); }
    int queue = must(msgget(new_key(), IPC_CREAT | 0600));
    B();
    wait(NULL);
    msgctl(queue, IPC_RMID, NULL);
}

CHOICE(sysv_line_before_no_message_yet, not_yet, "nAB yAB yBA")
{
    int queue = new_queue();
    CHILD { late("send"); message_send(queue, 1); B(); }
    A();
    late("look");
    answer(message_is_there(queue, 1, 0));
    wait(NULL);
    msgctl(queue, IPC_RMID, NULL);
}

CHOICE(sysv_line_before_no_queue_yet, not_yet, "nAB yAB yBA")
{
    CHILD { late("make"); must(msgget(new_key(), IPC_CREAT | 0600)); B(); }
    A();
    late("look");
    answer(msgget(new_key(), 0) != -1);
    wait(NULL);
    msgctl(must(msgget(new_key(), 0)), IPC_RMID, NULL);
}

CHOICE(sysv_line_before_still_full, not_yet, "nAB yAB yBA")
{
    int queue = new_queue();
    half_send(queue);
    half_send(queue);
    CHILD { late("receive"); half_receive(queue); B(); }
    A();
    late("look");
    answer(msgsnd(queue, &(struct message){1, "x"}, 1, IPC_NOWAIT) == 0);
    wait(NULL);
    msgctl(queue, IPC_RMID, NULL);
}

BEFORE(mq_second_message)
{
    mqd_t queue = new_mq();
    CHILD { mq_send(queue, "x", 1, 0); A(); mq_send(queue, "x", 1, 0); }
    mq_receive(queue, bytes, 8, NULL);
    mq_receive(queue, bytes, 8, NULL);
    B();
}

BEFORE(mq_in_an_epoll_set)
{
    mqd_t queue = new_mq();
    int set = epoll_create1(0);
    epoll_ctl(set, EPOLL_CTL_ADD, queue, &(struct epoll_event){.events = EPOLLIN, .data.fd = queue});
    CHILD { A(); mq_send(queue, "x", 1, 0); }
    struct epoll_event event;
    epoll_wait(set, &event, 1, -1);
    B();
}

BEFORE(mq_has_room_polled)
{
    mqd_t queue = new_mq();
    mq_send(queue, "x", 1, 0);
    CHILD { A(); mq_receive(queue, bytes, 8, NULL); }
    ready(queue, POLLOUT, -1);
    B();
}

BEFORE(mq_opened_by_its_name)
{
    int queue;
    CHILD { A(); must(mq_open(new_name(), O_CREAT | O_RDWR, 0600, NULL)); }
    UNTIL((queue = mq_open(new_name(), O_RDWR)) != -1)
    B();
    mq_unlink(new_name());
}

BEFORE(mq_has_no_name_any_more)
{
    must(mq_open(new_name(), O_CREAT | O_RDWR, 0600, NULL));
    CHILD { A(); mq_unlink(new_name()); }
    UNTIL(mq_open(new_name(), O_RDWR) == -1)
    B();
}

BEFORE(mq_opened_by_both)
{
    CHILD { int queue = must(mq_open(new_name(), O_CREAT | O_RDWR, 0600, NULL)); A(); mq_send(queue, "x", 1, 0); }
    int queue = must(mq_open(new_name(), O_CREAT | O_RDWR, 0600, NULL));
    mq_receive(queue, bytes, 8192, NULL);
    B();
    mq_unlink(new_name());
}

CHOICE(mq_of_a_higher_priority_in_time, how_much, "AB BA")
{
    struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = 8};
    mqd_t queue = must(mq_open(new_name(), O_CREAT | O_RDWR, 0600, &attributes));
    mq_unlink(new_name());
    CHILD { mq_send(queue, "x", 1, 1); A(); late("second"); mq_send(queue, "y", 1, 2); }
    late("look");
    unsigned priority;
    mq_receive(queue, bytes, 8, &priority);
    B();
}

CHOICE(mq_no_message_yet, not_yet, "yAB nAB nBA")
{
    mqd_t queue = new_mq();
    mq_setattr(queue, &(struct mq_attr){.mq_flags = O_NONBLOCK}, NULL);
    CHILD { A(); late("send"); mq_send(queue, "x", 1, 0); }
    late("look");
    answer(mq_receive(queue, bytes, 8, NULL) == 1);
    B();
}

CHOICE(mq_line_before_still_full, not_yet, "nAB yAB yBA")
{
    mqd_t queue = new_mq();
    mq_send(queue, "x", 1, 0);
    CHILD { late("receive"); mq_receive(queue, bytes, 8, NULL); B(); }
    A();
    late("look");
    answer(mq_timedsend(queue, "x", 1, 0, &(struct timespec){0}) == 0);
    wait(NULL);
}

CHOICE(mq_whoever_makes_room, which_writer, "AB BA")
{
    mqd_t queue = new_mq();
    mq_send(queue, "x", 1, 0);
    CHILD { A(); mq_receive(queue, bytes, 8, NULL); }
    CHILD { late("other"); mq_receive(queue, bytes, 8, NULL); }
    mq_send(queue, "x", 1, 0);
    B();
    mq_send(queue, "x", 1, 0);
}
