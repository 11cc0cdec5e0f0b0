/* SPDX-License-Identifier: MIT */
/* socketpair(2): streams and packets, ends, shutdown. */
#include "row.h"



BEFORE(pair_stream_data)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); put(p.in); }
    get(p.out);
    B();
}

BEFORE(pair_stream_data_the_other_way)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); put(p.out); }
    get(p.in);
    B();
}

BEFORE(pair_send_and_recv)
{
    struct ends p = new_pair(SOCK_STREAM);
    char byte;
    CHILD { A(); send(p.in, "x", 1, MSG_NOSIGNAL); }
    recv(p.out, &byte, 1, 0);
    B();
}

BEFORE(pair_sendmsg_and_recvmsg)
{
    struct ends p = new_pair(SOCK_STREAM);
    char byte = 'x';
    struct iovec one = {&byte, 1};
    struct msghdr message = {.msg_iov = &one, .msg_iovlen = 1};
    CHILD { A(); sendmsg(p.in, &message, 0); }
    recvmsg(p.out, &message, 0);
    B();
}

BEFORE(pair_peek)
{
    struct ends p = new_pair(SOCK_STREAM);
    char byte;
    CHILD { A(); put(p.in); }
    recv(p.out, &byte, 1, MSG_PEEK);
    B();
}

BEFORE(pair_wait_for_all)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { put(p.in); A(); put(p.in); stay(); }
    recv(p.out, bytes, 2, MSG_WAITALL);
    B();
}

BEFORE(pair_polled)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); put(p.in); }
    ready(p.out, POLLIN, -1);
    B();
}

BEFORE(pair_datagram)
{
    struct ends p = new_pair(SOCK_DGRAM);
    CHILD { A(); put(p.in); }
    get(p.out);
    B();
}

BEFORE(pair_second_datagram)
{
    struct ends p = new_pair(SOCK_DGRAM);
    CHILD { write(p.in, "hello", 5); A(); put(p.in); }
    get(p.out); /* the rest of it is lost */
    get(p.out);
    B();
}

BEFORE(pair_empty_datagram)
{
    struct ends p = new_pair(SOCK_DGRAM);
    CHILD { A(); send(p.in, "", 0, 0); }
    get(p.out);
    B();
}

BEFORE(pair_sequential_packet)
{
    struct ends p = new_pair(SOCK_SEQPACKET);
    CHILD { A(); write(p.in, "hello", 5); }
    get(p.out);
    B();
}

BEFORE(pair_several_messages_at_once)
{
    struct ends p = new_pair(SOCK_DGRAM);
    char byte = 'x';
    struct iovec one = {&byte, 1};
    struct mmsghdr message = {.msg_hdr = {.msg_iov = &one, .msg_iovlen = 1}};
    CHILD { A(); sendmmsg(p.in, &message, 1, 0); }
    recvmmsg(p.out, &message, 1, 0, NULL);
    B();
}

BEFORE(pair_end_of_file)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { close(p.out); A(); close(p.in); stay(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pair_end_when_it_ends)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pair_end_of_sequential_packets)
{
    struct ends p = new_pair(SOCK_SEQPACKET);
    CHILD { A(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pair_shut_down)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); shutdown(p.in, SHUT_WR); stay(); }
    get(p.out);
    B();
}

BEFORE(pair_shut_down_whole)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); shutdown(p.in, SHUT_RDWR); stay(); }
    get(p.out);
    B();
}

BEFORE(pair_own_end_shut_down)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); shutdown(p.out, SHUT_RD); stay(); }
    get(p.out);
    B();
}

BEFORE(pair_hang_up_polled)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); }
    close(p.in);
    ready(p.out, 0, -1);
    B();
}

BEFORE(pair_shutdown_polled)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); shutdown(p.in, SHUT_WR); stay(); }
    ready(p.out, POLLRDHUP, -1);
    B();
}

BEFORE(pair_broken)
{
    struct ends p = new_pair(SOCK_STREAM), closed = new_pair(SOCK_STREAM);
    signal(SIGPIPE, SIG_IGN);
    CHILD { A(); shutdown(p.out, SHUT_RD); put(closed.in); stay(); }
    get(closed.out);
    put_or_fail(p.in);
    B();
}

BEFORE(pair_makes_room)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); for (int i = 0; i < 1 << 22;) i += (int)read(p.out, bytes, sizeof bytes); }
    write(p.in, bytes, 1 << 22);
    B();
}

BEFORE(pair_ping_and_pong)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { get(p.out); A(); put(p.out); }
    put(p.in);
    get(p.in);
    B();
}

CONCURRENT(pair_line_after_the_data)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { put(p.in); A(); }
    get(p.out);
    B();
}

CONCURRENT(pair_of_another_child)
{
    struct ends p = new_pair(SOCK_STREAM), q = new_pair(SOCK_STREAM);
    CHILD { A(); put(p.in); }
    CHILD { put(q.in); }
    get(q.out);
    B();
}

CONCURRENT(pair_first_of_two_datagrams)
{
    struct ends p = new_pair(SOCK_DGRAM);
    CHILD { put(p.in); A(); put(p.in); }
    read(p.out, bytes, 10);
    B();
}

CONCURRENT(pair_shut_down_the_other_way)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { put(p.in); A(); shutdown(p.out, SHUT_WR); stay(); }
    get(p.out);
    B();
}

CONCURRENT(pair_both_write)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); put(p.in); }
    CHILD { B(); put(p.out); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(pair_line_after_the_end)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { close(p.in); A(); }
    close(p.in);
    get(p.out);
    B();
}

CHOICE(pair_whichever_sends_first, which_writer, "AB BA")
{
    struct ends p = new_pair(SOCK_DGRAM);
    CHILD { A(); put(p.in); }
    CHILD { late("other"); put(p.in); }
    get(p.out);
    B();
}

CHOICE(pair_short_read, how_much, "AB BA")
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { put(p.in); A(); put(p.in); stay(); }
    late("read");
    read(p.out, bytes, 2);
    B();
}

CHOICE(pair_without_waiting, non_blocking, "yAB nAB nBA")
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); late("write"); put(p.in); }
    late("read");
    answer(recv(p.out, bytes, 1, MSG_DONTWAIT) == 1);
    B();
}

CHOICE(pair_with_a_receive_timeout, timed, "yAB nAB nBA")
{
    struct ends p = new_pair(SOCK_STREAM);
    struct timeval time = {0, 30000};
    setsockopt(p.out, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    CHILD { A(); late("write"); put(p.in); }
    answer(get(p.out));
    B();
}

CHOICE(pair_packets_taken_at_once, how_much, "AB BA")
{
    struct ends p = new_pair(SOCK_DGRAM);
    char byte[2];
    struct iovec one[] = {{byte, 1}, {byte + 1, 1}};
    struct mmsghdr both[] = {
        {.msg_hdr = {.msg_iov = one, .msg_iovlen = 1}}, {.msg_hdr = {.msg_iov = one + 1, .msg_iovlen = 1}}};
    CHILD { put(p.in); A(); put(p.in); stay(); }
    late("read");
    recvmmsg(p.out, both, 2, MSG_WAITFORONE, NULL);
    B();
}

CHOICE(pair_whoever_shuts_it_down, which_end, "AB BA")
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); shutdown(p.in, SHUT_WR); }
    CHILD { late("other"); shutdown(p.in, SHUT_WR); }
    get(p.out);
    B();
}


BEFORE(pair_selected)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); put(p.in); }
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p.out, &set);
    select(p.out + 1, &set, NULL, NULL, NULL);
    B();
}

BEFORE(pair_several_messages_of_a_stream)
{
    struct ends p = new_pair(SOCK_STREAM);
    char byte = 'x';
    struct iovec one = {&byte, 1};
    struct mmsghdr both[] = {
        {.msg_hdr = {.msg_iov = &one, .msg_iovlen = 1}}, {.msg_hdr = {.msg_iov = &one, .msg_iovlen = 1}}};
    CHILD { A(); sendmmsg(p.in, both, 2, 0); }
    get(p.out);
    get(p.out);
    B();
}

BEFORE(pair_of_datagrams_makes_room)
{
    struct ends p = new_pair(SOCK_DGRAM);
    CHILD { A(); for (int i = 0; i < 1000; i++) get(p.out); }
    for (int i = 0; i < 1000; i++) put(p.in);
    B();
}

BEFORE(pair_own_end_shut_down_polled)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); shutdown(p.out, SHUT_RD); stay(); }
    ready(p.out, POLLIN, -1);
    B();
}

BEFORE(pair_in_an_epoll_set)
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { A(); put(p.in); }
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    epoll_wait(set, &event, 1, -1);
    B();
}

CHOICE(pair_with_the_receive_timeout_of_the_parent, timed, "yAB nAB nBA")
{
    struct ends p = new_pair(SOCK_DGRAM);
    struct timeval time = {0, 30000};
    setsockopt(p.out, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    CHILD { int copy = dup(p.out); answer(get(copy)); B(); }
    A();
    late("write");
    put(p.in);
    wait(NULL);
}

CHOICE(pair_short_peek, how_much, "AB BA")
{
    struct ends p = new_pair(SOCK_STREAM);
    CHILD { put(p.in); A(); put(p.in); stay(); }
    late("read");
    recv(p.out, bytes, 2, MSG_PEEK);
    B();
}
