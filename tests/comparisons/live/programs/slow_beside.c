/* SPDX-License-Identifier: MIT */
/* Waits for three seconds in the way that its first argument names, then ends.
 *
 * What wakes it is a time that the call was given, or that belongs to what the
 * call waits for; or a child or a thread of its own that does nothing for as
 * long. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS = 3, MUCH = 1 << 20 };

static const struct timespec span = {SECONDS, 0};

static struct timespec
until(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    time.tv_sec += SECONDS;
    return time;
}

static void
nothing(int number)
{
    (void)number;
}

/* A time that only the socket knows of. */
static void
socket_time(int option)
{
    static char data[MUCH];
    struct timeval time = {SECONDS, 0};
    int ends[2];
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    setsockopt(ends[0], SOL_SOCKET, option, &time, sizeof time);
    ssize_t n = option == SO_RCVTIMEO ? recv(ends[0], data, 1, 0)
                                      : send(ends[0], data, sizeof data, 0);
    if (n == 0)
        exit(1);
}

static void *
write_later(void *fd)
{
    uint64_t one = 1;
    sleep(SECONDS);
    if (write(*(int *)fd, &one, sizeof one) < 0)
        exit(1);
    return NULL;
}

static void
notified(union sigval value)
{
    (void)value;
    _exit(0);
}

/* Waits that are given a time. */
static int
timed(const char *way)
{
    static uint32_t word;
    struct timespec then = until(CLOCK_REALTIME);
    if (strcmp(way, "futex_wait") == 0) {
        syscall(SYS_futex, &word, FUTEX_WAIT, 0, &span, NULL, 0);
    } else if (strcmp(way, "futex_bitset") == 0) {
        then = until(CLOCK_MONOTONIC);
        syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, 0, &then, NULL,
                FUTEX_BITSET_MATCH_ANY);
    } else if (strcmp(way, "ppoll") == 0) {
        ppoll(NULL, 0, &span, NULL);
    } else if (strcmp(way, "pselect") == 0) {
        pselect(0, NULL, NULL, NULL, &span, NULL);
    } else if (strcmp(way, "epoll_pwait") == 0) {
        struct epoll_event event;
        epoll_pwait(epoll_create1(0), &event, 1, SECONDS * 1000, NULL);
    } else if (strcmp(way, "absolute_sleep") == 0) {
        clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &then, NULL);
    } else if (strcmp(way, "cond_timedwait") == 0) {
        pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
        pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
        pthread_mutex_lock(&mutex);
        pthread_cond_timedwait(&condition, &mutex, &then);
    } else if (strcmp(way, "semtimedop") == 0) {
        struct sembuf take = {.sem_op = -1};
        int id = semget(IPC_PRIVATE, 1, 0600);
        semtimedop(id, &take, 1, &span);
        semctl(id, 0, IPC_RMID);
    } else if (strcmp(way, "mq_timedreceive") == 0) {
        char name[32], text[8192];
        snprintf(name, sizeof name, "/slow-%d", (int)getpid());
        mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, NULL);
        mq_unlink(name);
        mq_timedreceive(queue, text, sizeof text, NULL, &then);
    } else if (strcmp(way, "receive_time") == 0) {
        socket_time(SO_RCVTIMEO);
    } else if (strcmp(way, "send_time") == 0) {
        socket_time(SO_SNDTIMEO);
    } else {
        return 0;
    }
    return 1;
}

/* Waits that a thread of its own ends. */
static int
by_thread(const char *way)
{
    if (strcmp(way, "eventfd") == 0) {
        uint64_t found;
        pthread_t thread;
        int fd = eventfd(0, 0);
        pthread_create(&thread, NULL, write_later, &fd);
        if (read(fd, &found, sizeof found) < 0)
            exit(1);
        pthread_join(thread, NULL);
    } else if (strcmp(way, "timer_thread") == 0) {
        timer_t timer;
        struct sigevent event = {.sigev_notify = SIGEV_THREAD,
                                 .sigev_notify_function = notified};
        struct itimerspec time = {.it_value = span};
        timer_create(CLOCK_MONOTONIC, &event, &timer);
        timer_settime(timer, 0, &time, NULL);
        pause();
    } else {
        return 0;
    }
    return 1;
}

/* Waits that a child ends, which itself sleeps. */
static int
by_child(const char *way)
{
    struct {
        long type;
        char text[1];
    } message = {.type = 1};
    char text[4096], path[64];
    int ends[2], fd = -1, id = -1;
    int file = open(P_tmpdir, O_TMPFILE | O_RDWR, 0600);
    if (pipe(ends) == -1)
        return 0;
    signal(SIGALRM, nothing);
    if (strcmp(way, "inotify") == 0) {
        fd = inotify_init1(0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        inotify_add_watch(fd, path, IN_MODIFY);
    } else if (strcmp(way, "msgrcv") == 0) {
        id = msgget(IPC_PRIVATE, 0600);
    } else if (strcmp(way, "flock") == 0) {
        fd = file;
    }
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(ends[0]);
        if (strcmp(way, "flock") == 0) {
            snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
            flock(open(path, O_RDWR), LOCK_EX);
        }
        ssize_t found = write(ends[1], "x", 1);
        clock_t end = (clock_t)SECONDS * CLOCKS_PER_SEC;
        while (strcmp(way, "behind_a_pipe") == 0 && clock() < end)
            continue;
        if (strcmp(way, "behind_a_pipe") != 0)
            sleep(SECONDS);
        if (strcmp(way, "alarm_elsewhere") == 0)
            kill(parent, SIGALRM);
        else if (strcmp(way, "inotify") == 0)
            found = write(file, "x", 1);
        else if (strcmp(way, "msgrcv") == 0)
            found = msgsnd(id, &message, sizeof message.text, 0);
        _exit(found < 0);
    }
    close(ends[1]);
    if (read(ends[0], text, 1) != 1)
        exit(1);
    if (strcmp(way, "behind_a_pipe") == 0) {
        if (read(ends[0], text, 1) != 0)
            exit(1);
    } else if (strcmp(way, "alarm_elsewhere") == 0) {
        pause();
    } else if (strcmp(way, "inotify") == 0) {
        if (read(fd, text, sizeof text) < 0)
            exit(1);
    } else if (strcmp(way, "msgrcv") == 0) {
        msgrcv(id, &message, sizeof message.text, 0, 0);
        msgctl(id, IPC_RMID, NULL);
    } else if (strcmp(way, "flock") == 0) {
        flock(fd, LOCK_EX);
    } else if (strcmp(way, "pidfd") == 0) {
        struct pollfd polled = {
            .fd = (int)syscall(SYS_pidfd_open, pid, 0),
            .events = POLLIN,
        };
        poll(&polled, 1, -1);
    } else {
        return 0;
    }
    waitpid(pid, NULL, 0);
    return 1;
}

int
main(int argc, char **argv)
{
    const char *way = argc > 1 ? argv[1] : "";
    if (timed(way) || by_thread(way) || by_child(way))
        return 0;
    fprintf(stderr, "no way %s\n", way);
    return 2;
}
