/* SPDX-License-Identifier: MIT */
/* Descriptors that go from one process to another: SCM_RIGHTS, pidfd_getfd(2), /proc. */
#include "row.h"

static void
send_descriptor(int socket, int fd)
{
    union {
        char space[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {0};
    struct msghdr message = {
        .msg_iov = &(struct iovec){bytes, 1},
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS};
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    must((int)sendmsg(socket, &message, 0));
}

static int
receive_descriptor(int socket)
{
    char space[CMSG_SPACE(sizeof(int))];
    struct msghdr message = {
        .msg_iov = &(struct iovec){bytes, 1},
        .msg_iovlen = 1,
        .msg_control = space,
        .msg_controllen = sizeof space,
    };
    must((int)recvmsg(socket, &message, 0));
    int fd;
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    return fd;
}

static int
taken(pid_t pid, int fd)
{
    return must((int)syscall(SYS_pidfd_getfd, must((int)syscall(SYS_pidfd_open, pid, 0)), fd, 0));
}

BEFORE(passed_message_itself)
{
    struct ends s = new_pair(SOCK_STREAM);
    CHILD { A(); send_descriptor(s.in, 0); }
    receive_descriptor(s.out);
    B();
}

BEFORE(passed_pipe_is_written_to)
{
    struct ends s = new_pair(SOCK_STREAM);
    CHILD { int fd = receive_descriptor(s.out); A(); put(fd); }
    struct ends p = new_pipe();
    send_descriptor(s.in, p.in);
    get(p.out);
    B();
}

BEFORE(passed_pipe_is_closed)
{
    struct ends s = new_pair(SOCK_STREAM);
    CHILD { int fd = receive_descriptor(s.out); A(); close(fd); stay(); }
    struct ends p = new_pipe();
    send_descriptor(s.in, p.in);
    close(p.in);
    get(p.out);
    B();
}

BEFORE(passed_and_never_received)
{
    struct ends s = new_pair(SOCK_STREAM), p = new_pipe();
    CHILD { close(s.in); close(s.out); close(p.in); get(p.out); B(); }
    close(p.out);
    send_descriptor(s.in, p.in);
    close(p.in);
    close(s.in);
    A();
    close(s.out);
    wait(NULL);
}

BEFORE(taken_pipe_is_written_to)
{
    struct ends p = new_pipe();
    pid_t pid = getpid();
    CHILD { close(p.in); int fd = taken(pid, p.in); A(); put(fd); }
    get(p.out);
    B();
}

BEFORE(reopened_pipe_is_written_to)
{
    struct ends p = new_pipe();
    char name[32];
    snprintf(name, sizeof name, "/proc/%d/fd/%d", getpid(), p.in);
    CHILD { close(p.in); int fd = open(name, O_WRONLY); A(); put(fd); }
    get(p.out);
    B();
}

CONCURRENT(passed_pipe_not_used)
{
    struct ends s = new_pair(SOCK_STREAM), p = new_pipe();
    CHILD { receive_descriptor(s.out); A(); }
    send_descriptor(s.in, p.in);
    B();
}

CONCURRENT(passed_line_after_the_message)
{
    struct ends s = new_pair(SOCK_STREAM);
    CHILD { send_descriptor(s.in, 0); A(); }
    receive_descriptor(s.out);
    B();
}

BEFORE(reopened_pipe_is_closed)
{
    struct ends p = new_pipe();
    CHILD
    {
        char path[40];
        snprintf(path, sizeof path, "/proc/self/fd/%d", p.in);
        int fd = must(open(path, O_WRONLY));
        close(p.in);
        A();
        close(fd);
        stay();
    }
    close(p.in);
    get(p.out);
    B();
}

CHOICE(reopened_pipe_does_not_wait, non_blocking, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", p.out);
    int fd = must(open(path, O_RDONLY | O_NONBLOCK));
    CHILD { A(); put(p.in); }
    late("look");
    answer(get(fd));
    B();
}

CHOICE(reopened_input_does_not_wait, non_blocking, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    must(dup2(p.out, 0));
    CHILD { A(); put(p.in); }
    int fd = must(open("/dev/stdin", O_RDWR | O_NONBLOCK));
    late("look");
    answer(get(fd));
    B();
}

CHOICE(passed_set_has_another_number, which_ready, "yAB nAB nBA")
{
    struct ends s = new_pair(SOCK_STREAM), p = new_pipe(), q = new_pipe();
    put(q.in);
    pid_t pid;
    CHILD_AS(pid)
    {
        must(dup(0)); /* so that it gets another number */
        int set = receive_descriptor(s.out);
        late("add");
        struct epoll_event event = {.events = EPOLLIN, .data.fd = q.out};
        must(epoll_ctl(set, EPOLL_CTL_ADD, q.out, &event));
    }
    CHILD { A(); put(p.in); stay(); }
    int set = must(epoll_create1(0));
    struct epoll_event event = {.events = EPOLLIN, .data.fd = p.out};
    must(epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event));
    send_descriptor(s.in, set);
    epoll_wait(set, &event, 1, -1);
    answer(event.data.fd == p.out);
    B();
    waitpid(pid, NULL, 0);
}

BEFORE(passed_once_it_was_made)
{
    enum { PLACE = 30 };
    int pidfd = must((int)syscall(SYS_pidfd_open, getpid(), 0));
    CHILD {
        UNTIL(syscall(SYS_pidfd_getfd, pidfd, PLACE, 0) != -1)
        struct ends s = new_pair(SOCK_STREAM);
        send_descriptor(s.in, 0); /* what is open is looked up where one is received */
        receive_descriptor(s.out);
        B();
    }
    A();
    struct ends p = new_pipe();
    must(dup2(p.in, PLACE));
    wait(NULL);
}


BEFORE(passed_and_read_without_room)
{
    struct ends s = new_pair(SOCK_STREAM), p = new_pipe();
    CHILD { close(s.in); close(s.out); close(p.in); get(p.out); B(); }
    close(p.out);
    send_descriptor(s.in, p.in);
    close(p.in);
    A();
    get(s.out); /* the descriptor is lost */
    wait(NULL);
}
