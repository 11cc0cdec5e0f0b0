#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
#include "objects.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/msg.h>
#include <time.h>
#include <unistd.h>

/* Queues of System V outlive their processes: whoever runs a script removes
 * those of its session. */
static key_t
key_of(int object)
{
    return (key_t)(getsid(0) << 5 | object);
}

static char
system_v(const char *name, const int a[])
{
    int *queue = &fds[a[0]][0];
    struct {
        long type;
        char text[8];
    } message = {.type = a[1]};
    if (strcmp(name, "msgget") == 0)
        return kind(*queue = msgget(key_of(a[0]), a[1] ? IPC_CREAT | 0600 : 0));
    if (strcmp(name, "msgsnd") == 0)
        return kind(msgsnd(*queue, &message, 1, IPC_NOWAIT));
    if (strcmp(name, "msgrm") == 0)
        return kind(msgctl(*queue, IPC_RMID, NULL));
    return kind(msgrcv(*queue, &message, sizeof message.text, a[1],
                       a[2] ? IPC_NOWAIT : 0));
}

static char
posix(const char *name, const int a[])
{
    mqd_t *queue = &fds[a[0]][0];
    char text[8];
    if (strcmp(name, "mqsend") == 0)
        return kind(mq_send(*queue, bytes, 1, (unsigned)a[1]));
    if (strcmp(name, "mqreceive") == 0)
        return kind(mq_receive(*queue, text, sizeof text, NULL));
    if (strcmp(name, "mqtimed") == 0) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += a[1] * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        return kind(mq_timedreceive(*queue, text, sizeof text, NULL, &until));
    }
    char path[32];
    snprintf(path, sizeof path, "/script-%d-%d", (int)getpid(), a[0]);
    struct mq_attr room = {.mq_maxmsg = 8, .mq_msgsize = sizeof text};
    int flags = O_RDWR | O_CREAT | O_EXCL | (a[1] ? O_NONBLOCK : 0);
    *queue = mq_open(path, flags, 0600, &room);
    mq_unlink(path);
    return kind(*queue);
}

static char
counter(const char *name, const int a[])
{
    uint64_t value = (uint64_t)a[1];
    if (strcmp(name, "count") == 0)
        return kind(write(fds[a[0]][0], &value, sizeof value));
    if (strcmp(name, "take") == 0) { /* how many is an answer, too */
        ssize_t n = read(fds[a[0]][0], &value, sizeof value);
        return n == -1 ? kind(n) : (char)('0' + value % 10);
    }
    return kind(fds[a[0]][0] = eventfd((unsigned)a[1], a[2]));
}

static char
sets(const char *name, const int a[])
{
    struct epoll_event event = {.events = EPOLLIN};
    int set = fds[a[0]][0];
    if (strcmp(name, "epoll") == 0)
        return kind(fds[a[0]][0] = epoll_create1(0));
    if (strcmp(name, "watch") == 0) {
        event.events |= a[3] ? EPOLLET : 0U;
        return kind(epoll_ctl(set, EPOLL_CTL_ADD, fds[a[1]][a[2]], &event));
    }
    if (strcmp(name, "unwatch") == 0)
        return kind(epoll_ctl(set, EPOLL_CTL_DEL, fds[a[1]][a[2]], NULL));
    int n = epoll_wait(set, &event, 1, a[1]);
    return n == 0 ? 'n' : kind(n);
}

static char
moves(const char *name, const int a[])
{
    int from = fds[a[0]][a[1]], to = fds[a[2]][a[3]];
    size_t most = (size_t)a[4];
    long n = strcmp(name, "tee") == 0 ? tee(from, to, most, 0)
                                      : splice(from, NULL, to, NULL, most, 0);
    return n == 0 ? 'e' : kind(n);
}

char
objects(const char *name, const int a[])
{
    static const struct {
        const char *names;
        char (*perform)(const char *name, const int a[]);
    } families[] = {
        {" msgget msgsnd msgrcv msgrm ", system_v},
        {" mqueue mqsend mqreceive mqtimed ", posix},
        {" eventfd count take ", counter},
        {" epoll watch unwatch ready ", sets},
        {" splice tee ", moves},
    };
    char word[20];
    snprintf(word, sizeof word, " %s ", name);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strstr(families[i].names, word) != NULL)
            return families[i].perform(name, a);
    return 0;
}
