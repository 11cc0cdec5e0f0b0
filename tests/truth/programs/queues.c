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

CHOICE(mq_whoever_sends_first, which_writer, "AB BA")
{
    mqd_t queue = new_mq();
    CHILD { A(); mq_send(queue, "x", 1, 0); }
    CHILD { late("other"); mq_send(queue, "x", 1, 0); }
    mq_receive(queue, bytes, 8, NULL);
    B();
    mq_receive(queue, bytes, 8, NULL);
}
