/* SPDX-License-Identifier: MIT */
/* Makes a call for each field that a recording can have. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void
check(int result)
{
    if (result < 0)
        abort();
}

static void
handle(int number)
{
    (void)number;
}

static void
messages(void)
{
    int ends[2];
    char byte = 'x';
    struct iovec part = {&byte, 1};
    struct mmsghdr message = {.msg_hdr = {.msg_iov = &part, .msg_iovlen = 1}};
    check(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends));
    check(sendmmsg(ends[0], &message, 1, MSG_NOSIGNAL));
    check(recvmmsg(ends[1], &message, 1, MSG_WAITALL, NULL));
    check((int)send(ends[0], &byte, 1, MSG_NOSIGNAL));
    check((int)recv(ends[1], &byte, 1, MSG_PEEK));
    check(shutdown(ends[0], SHUT_WR));
}

static void
descriptors(void)
{
    int ends[2], more[2], copy, epoll, counter;
    char byte;
    struct epoll_event event = {.events = EPOLLIN};
    check(pipe2(ends, O_CLOEXEC));
    check(pipe2(more, 0));
    check((int)write(ends[1], "abc", 3));
    check((int)splice(ends[0], NULL, more[1], NULL, 1, 0));
    check(copy = dup(more[0]));
    check(dup2(more[1], copy));
    check(fcntl(copy, F_SETFD, FD_CLOEXEC));
    check(counter = eventfd(1, EFD_SEMAPHORE));
    check(eventfd_write(counter, 1));
    check(epoll = epoll_create1(0));
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event));
    check(epoll_wait(epoll, &event, 1, 1000));
    check(poll(&(struct pollfd){ends[0], POLLIN, 0}, 1, 1000));
    check(poll(&(struct pollfd){ends[0], POLLPRI, 0}, 1, 0));
    check(fcntl(ends[0], F_SETFL, O_NONBLOCK));
    check((int)read(ends[0], &byte, 1));
    check((int)syscall(SYS_close_range, copy, copy, 1U << 2)); /* CLOEXEC */
    check(close(copy));
    check(ioctl(ends[0], FIONREAD, &copy));
    check((int)syscall(1000) + 1); /* that nobody knows */
}

/* Of all sorts, those that wait, and those that do not. */
static void
options(void)
{
    int ends[2], pipes[2], server, client;
    char byte = 'x';
    struct iovec part = {&byte, 1};
    struct timeval time = {1, 0};
    union {
        char space[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {{0}};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
    };
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t size = sizeof address;
    pid_t pid;
    check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
    check(pid = fork());
    if (pid == 0)
        pause();
    check(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
    check(kill(pid, SIGKILL));
    check(waitpid(pid, NULL, 0));
    *CMSG_FIRSTHDR(&message) =
        (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), &ends[1], sizeof(int));
    check((int)sendmsg(ends[0], &message, 0));
    check((int)recvmsg(ends[1], &message, 0));
    check(pipe2(pipes, O_NONBLOCK));
    check((int)pwritev2(pipes[1], &part, 1, -1, RWF_NOWAIT));
    check((int)splice(pipes[0], NULL, ends[0], NULL, 1, SPLICE_F_NONBLOCK));
    check(server = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
    check(bind(server, (struct sockaddr *)&address, sizeof(sa_family_t)));
    check(getsockname(server, (struct sockaddr *)&address, &size));
    check(listen(server, 1));
    check(client = socket(AF_UNIX, SOCK_STREAM, 0));
    check(connect(client, (struct sockaddr *)&address, size));
    struct pollfd both[] = {{server, POLLIN, 0}, {pipes[0], POLLIN, 0}};
    check(poll(both, 2, 1000));
    check(accept(server, NULL, NULL));
}

static void
files(void)
{
    char name[] = "/tmp/joinscope-every-field-XXXXXX";
    int fd;
    struct stat status;
    check(fd = mkstemp(name));
    check(unlink(name));
    check(ftruncate(fd, 4096));
    check((int)syscall(SYS_fstat, fd, &status)); /* by the descriptor alone */
    check(access("/tmp", X_OK));
    check(flock(fd, LOCK_EX));
    check(mkfifo(name, 0600));
    check(open(name, O_RDWR | O_NONBLOCK));
    check(unlink(name));
    if (mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED)
        abort();
    check(close(fd));
}

static void
addresses(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    struct sockaddr_un none = {AF_UNIX, "/no/such/socket"};
    int fd, other;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check(fd = socket(AF_INET, SOCK_STREAM, 0));
    check(bind(fd, (struct sockaddr *)&any, sizeof any));
    check(fcntl(fd, F_SETFL, O_NONBLOCK));
    check(listen(fd, 1));
    check(other = socket(AF_UNIX, SOCK_STREAM, 0));
    if (connect(other, (struct sockaddr *)&none, sizeof none) == 0)
        abort();
    check(other = socket(AF_UNIX, SOCK_DGRAM, 0));
    if (sendto(other, "x", 1, 0, (struct sockaddr *)&none, sizeof none) == 1)
        abort();
}

static void
processes(void)
{
    pid_t pid = fork();
    siginfo_t info;
    int status, pidfd;
    check(pid);
    if (pid == 0) {
        raise(SIGSTOP);
        _exit(3);
    }
    check(waitpid(pid, &status, WUNTRACED));
    check(pidfd = (int)syscall(SYS_pidfd_open, pid, 0));
    check(kill(pid, SIGCONT));
    check(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT));
    check(waitpid(pid, &status, 0));
    signal(SIGUSR1, handle);
    check(kill(getpid(), SIGUSR1));
    check(pid = fork());
    if (pid == 0) {
        raise(SIGUSR1);
        _exit(0);
    }
    check(waitpid(pid, NULL, 0));
}

static void
waits_for_signals(void)
{
    struct signalfd_siginfo info;
    siginfo_t taken;
    sigset_t set;
    int fd;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    check(sigprocmask(SIG_BLOCK, &set, NULL));
    check(kill(getpid(), SIGUSR2));
    check(sigpending(&set));
    check(sigwaitinfo(&set, &taken));
    check(fd = signalfd(-1, &set, SFD_NONBLOCK));
    check(kill(getpid(), SIGUSR2));
    check((int)read(fd, &info, sizeof info));
}

static void
queues(void)
{
    char name[32], bytes[8];
    long type = 7;
    int queue, set;
    mqd_t mq;
    struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = sizeof bytes};
    struct sembuf post = {0, 1, SEM_UNDO};
    struct timespec time = {0, 1000};
    check(queue = msgget(IPC_PRIVATE, IPC_CREAT | 0600));
    check(msgsnd(queue, &type, 0, IPC_NOWAIT));
    check((int)msgrcv(queue, &type, 0, 7, MSG_NOERROR));
    check(msgctl(queue, IPC_RMID, NULL));
    check(set = semget(0x40000000 + getpid(), 1, IPC_CREAT | 0600));
    check(semget(0x40000000 + getpid(), 1, 0)); /* there is one */
    check(semctl(set, 0, SETVAL, 1));
    check(semtimedop(set, &post, 1, &time));
    check(semctl(set, 0, IPC_RMID));
    snprintf(name, sizeof name, "/joinscope-%d", getpid());
    check(mq = mq_open(name, O_CREAT | O_RDWR, 0600, &attributes));
    check(mq_unlink(name));
    check(mq_notify(mq, &(struct sigevent){.sigev_signo = SIGUSR2}));
    check(mq_send(mq, "x", 1, 3));
    check((int)mq_receive(mq, bytes, sizeof bytes, NULL));
    check(close(mq));
}

/* More than is kept of one write. */
static void
print_too_much(void)
{
    static char much[(1 << 20) + 1];
    memset(much, 'x', sizeof much);
    check((int)write(1, much, sizeof much));
}

static void *
execute(void *unused)
{
    /* Over a folder that has been changed. */
    execl("/tmp/../bin/true", "true", "argument", (char *)NULL);
    return unused;
}

int
main(void)
{
    struct timespec time = {0, 1000};
    pthread_t thread;
    messages();
    descriptors();
    options();
    files();
    addresses();
    processes();
    waits_for_signals();
    queues();
    check(clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL));
    check(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL));
    check((int)write(-2, "joinscope note\nlost", 19) + 2);
    check((int)write(1, "line\n", 5));
    print_too_much();
    if (pthread_create(&thread, NULL, execute, NULL) != 0)
        return EXIT_FAILURE;
    pause();
}
