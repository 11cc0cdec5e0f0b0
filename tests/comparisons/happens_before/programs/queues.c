/* SPDX-License-Identifier: MIT */
/* Message queues and semaphores, used by a parent and its children. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

static int
check(int result)
{
    if (result == -1)
        abort();
    return result;
}

static void
say(const char *text)
{
    char line[64];
    check((int)write(1, line, (size_t)sprintf(line, "%s\n", text)));
}

/* What a child prints, does, and prints then. */
static void
child(const char *before, void (*act)(void), const char *after)
{
    if (check(fork()) != 0)
        return;
    say(before);
    act();
    say(after);
    _exit(0);
}

static int queue, set;
static mqd_t mq;

static void
send_message(void)
{
    check(msgsnd(queue, &(long){1}, 0, 0));
}

static void
make_room(void)
{
    char byte[8];
    check((int)mq_receive(mq, byte, sizeof byte, NULL));
}

static void
remove_queue(void)
{
    check(msgctl(queue, IPC_RMID, NULL));
}

static void
post(void)
{
    check(semop(set, &(struct sembuf){0, 1, 0}, 1));
}

static void
make_queue(void)
{
    check(msgget(0x40000000 + getppid(), IPC_CREAT | 0600));
}

int
main(void)
{
    char name[32];
    long type;
    check(queue = msgget(IPC_PRIVATE, 0600));
    check(set = semget(IPC_PRIVATE, 1, 0600));
    snprintf(name, sizeof name, "/joinscope-%d", getpid());
    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
    check(mq = mq_open(name, O_CREAT | O_RDWR, 0600, &attributes));
    check(mq_unlink(name));

    child("sent", send_message, "after it was sent");
    check((int)msgrcv(queue, &type, 0, 0, 0));
    say("received");
    check(wait(NULL));

    check(mq_send(mq, "x", 1, 0));
    child("makes room", make_room, "after it was made");
    check(mq_send(mq, "x", 1, 0));
    say("has room");
    check(wait(NULL));

    child("posted", post, "after it was posted");
    while (semop(set, &(struct sembuf){0, -1, 0}, 1) == -1)
        if (errno != EINTR) /* the child has ended */
            abort();
    say("taken");
    check(wait(NULL));
    check(semctl(set, 0, IPC_RMID));

    child("removes", remove_queue, "after it was removed");
    if (msgrcv(queue, &type, 0, 0, 0) != -1)
        abort();
    say("gone");
    check(wait(NULL));

    child("makes", make_queue, "after it was made by a key");
    do
        queue = msgget(0x40000000 + getpid(), 0);
    while (queue == -1);
    say("found");
    check(wait(NULL));
    check(msgctl(queue, IPC_RMID, NULL));
}
