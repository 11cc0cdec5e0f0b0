/* SPDX-License-Identifier: MIT */
/* pipe(7): bytes, ends and room. */
#include "row.h"

enum { ROOM = 65536 }; /* bytes that a pipe takes unless somebody reads */



BEFORE(pipe_data)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    get(p.out);
    B();
}

BEFORE(pipe_data_to_a_sibling)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { get(p.out); B(); }
    while (wait(NULL) > 0) { }
}

BEFORE(pipe_data_to_a_grandchild)
{
    struct ends p = new_pipe();
    CHILD {
        CHILD { get(p.out); B(); }
        wait(NULL);
    }
    A();
    put(p.in);
    wait(NULL);
}

BEFORE(pipe_relay)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { get(p.out); put(q.in); }
    get(q.out);
    B();
}

BEFORE(pipe_second_byte)
{
    struct ends p = new_pipe();
    CHILD { put(p.in); A(); put(p.in); }
    get(p.out);
    get(p.out);
    B();
}

BEFORE(pipe_readv_writev)
{
    struct ends p = new_pipe();
    char x = 'x', y = 'y';
    struct iovec both[] = {{&x, 1}, {&y, 1}};
    CHILD { A(); writev(p.in, both, 2); }
    readv(p.out, both, 2);
    B();
}

BEFORE(pipe_preadv2_pwritev2)
{
    struct ends p = new_pipe();
    char x = 'x';
    struct iovec one = {&x, 1};
    CHILD { A(); pwritev2(p.in, &one, 1, -1, 0); }
    preadv2(p.out, &one, 1, -1, 0);
    B();
}

BEFORE(pipe_of_packets)
{
    int end[2];
    pipe2(end, O_DIRECT);
    CHILD { A(); write(end[1], "hello", 5); }
    get(end[0]);
    B();
}

BEFORE(pipe_second_packet)
{
    int end[2];
    pipe2(end, O_DIRECT);
    CHILD { write(end[1], "hello", 5); A(); write(end[1], "world", 5); }
    get(end[0]); /* the rest of the packet is lost */
    get(end[0]);
    B();
}

BEFORE(pipe_polled)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    ready(p.out, POLLIN, -1);
    B();
}

BEFORE(pipe_selected)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p.out, &set);
    select(p.out + 1, &set, NULL, NULL, NULL);
    B();
}

BEFORE(pipe_in_an_epoll_set)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    epoll_wait(set, &event, 1, -1);
    B();
}

BEFORE(pipe_descriptor_duplicated)
{
    struct ends p = new_pipe();
    CHILD { dup2(p.in, 20); A(); put(20); }
    get(fcntl(p.out, F_DUPFD, 30));
    B();
}

BEFORE(pipe_of_a_shell)
{
    late("A");
    execlp("sh", "sh", "-c", "exec 3>&1; (echo A >&3; echo) | (read x; echo B)", NULL);
}

BEFORE(pipe_end_of_file)
{
    struct ends p = new_pipe();
    CHILD { A(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_end_by_close)
{
    struct ends p = new_pipe();
    CHILD { close(p.out); A(); close(p.in); stay(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_end_by_dup2)
{
    struct ends p = new_pipe();
    CHILD { A(); dup2(0, p.in); stay(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_end_by_close_range)
{
    struct ends p = new_pipe();
    CHILD { A(); syscall(SYS_close_range, p.in, p.in, 0); stay(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_end_of_several_writers)
{
    struct ends p = new_pipe();
    CHILD { }
    CHILD { A(); }
    CHILD { }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_end_of_a_grandchild)
{
    struct ends p = new_pipe();
    CHILD {
        CHILD { A(); }
    }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_end_of_two_descriptors)
{
    struct ends p = new_pipe();
    CHILD { int copy = dup(p.in); close(p.in); A(); close(copy); stay(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_end_when_killed)
{
    struct ends p = new_pipe();
    CHILD { A(); raise(SIGKILL); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_hang_up_polled)
{
    struct ends p = new_pipe();
    CHILD { A(); }
    close(p.in);
    ready(p.out, 0, -1); /* POLLHUP */
    B();
}

BEFORE(pipe_hang_up_in_an_epoll_set)
{
    struct ends p = new_pipe();
    CHILD { A(); }
    close(p.in);
    int set = epoll_create1(0);
    struct epoll_event event = {.events = 0};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    epoll_wait(set, &event, 1, -1);
    B();
}

BEFORE(pipe_data_then_end)
{
    struct ends p = new_pipe();
    CHILD { put(p.in); A(); }
    close(p.in);
    while (get(p.out)) { }
    B();
}

BEFORE(pipe_broken)
{
    struct ends p = new_pipe(), closed = new_pipe();
    signal(SIGPIPE, SIG_IGN);
    CHILD { close(p.in); close(closed.out); A(); close(p.out); close(closed.in); stay(); }
    close(p.out);
    close(closed.in);
    get(closed.out);
    write(p.in, "x", 1); /* EPIPE */
    B();
}

BEFORE(pipe_broken_while_full)
{
    struct ends p = new_pipe();
    signal(SIGPIPE, SIG_IGN);
    CHILD { A(); }
    close(p.out);
    write(p.in, bytes, ROOM + 1); /* EPIPE, or killed in the write */
    B();
}

BEFORE(pipe_broken_polled)
{
    struct ends p = new_pipe();
    CHILD { A(); }
    close(p.out);
    ready(p.in, 0, -1); /* POLLERR */
    B();
}

BEFORE(pipe_makes_room)
{
    struct ends p = new_pipe();
    CHILD { A(); read(p.out, bytes, ROOM); stay(); }
    write(p.in, bytes, ROOM);
    put(p.in);
    B();
}

BEFORE(pipe_takes_more_than_its_room)
{
    struct ends p = new_pipe();
    CHILD { A(); for (int left = 2 * ROOM; left > 0;) left -= (int)read(p.out, bytes, ROOM); }
    write(p.in, bytes, 2 * ROOM);
    B();
    wait(NULL);
}

BEFORE(pipe_has_room_polled)
{
    struct ends p = new_pipe();
    CHILD { A(); read(p.out, bytes, ROOM); stay(); }
    write(p.in, bytes, ROOM);
    ready(p.in, POLLOUT, -1);
    B();
}

BEFORE(pipe_semaphore)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); stay(); }
    get(p.out);
    put(p.in);
    get(p.out);
    B();
}

CONCURRENT(pipe_line_after_the_data)
{
    struct ends p = new_pipe();
    CHILD { put(p.in); A(); }
    get(p.out);
    B();
}

CONCURRENT(pipe_read_after_the_line)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    B();
    get(p.out);
}

CONCURRENT(pipe_of_another_child)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { put(q.in); }
    get(q.out);
    B();
    get(p.out);
}

CONCURRENT(pipe_first_of_two_bytes)
{
    struct ends p = new_pipe();
    CHILD { put(p.in); A(); put(p.in); }
    get(p.out);
    B();
    get(p.out);
}

CONCURRENT(pipe_bytes_already_there)
{
    struct ends p = new_pipe();
    put(p.in);
    CHILD { A(); put(p.in); }
    get(p.out);
    B();
    get(p.out);
}

CONCURRENT(pipe_both_write_none_reads)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { B(); put(p.in); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(pipe_one_reader_of_two_writers)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { B(); put(q.in); }
    get(p.out);
    get(q.out);
}

CONCURRENT(pipe_closed_in_any_order)
{
    struct ends p = new_pipe();
    CHILD { A(); close(p.in); }
    CHILD { B(); close(p.in); }
    close(p.in);
    get(p.out);
}

CONCURRENT(pipe_write_that_fits)
{
    struct ends p = new_pipe();
    CHILD { A(); get(p.out); }
    write(p.in, bytes, ROOM);
    B();
}

CONCURRENT(pipe_with_room_polled)
{
    struct ends p = new_pipe();
    CHILD { A(); get(p.out); }
    put(p.in);
    ready(p.in, POLLOUT, -1);
    B();
}

CONCURRENT(pipe_read_of_nothing)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    read(p.out, bytes, 0);
    B();
}

CONCURRENT(pipe_closed_by_the_other)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { close(q.in); A(); }
    CHILD { close(p.in); }
    close(p.in);
    close(q.in);
    get(q.out);
    B();
    get(p.out);
}

CONCURRENT(pipe_ping_without_pong)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { get(p.out); A(); put(q.in); }
    put(p.in);
    B();
    get(q.out);
}

CONCURRENT(pipe_of_two_readers)
{
    struct ends p = new_pipe();
    put(p.in);
    put(p.in);
    CHILD { get(p.out); A(); }
    CHILD { get(p.out); B(); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(pipe_end_that_failed_to_close)
{
    struct ends q = new_pipe();
    CHILD { close(99); put(q.in); A(); }
    get(q.out);
    B();
}

CHOICE(pipe_whichever_writes_first, which_writer, "AB BA")
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { late("other"); put(p.in); }
    get(p.out);
    B();
}

CHOICE(pipe_both_of_two_writers, which_writer, "AB")
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { late("other"); put(p.in); }
    get(p.out);
    get(p.out);
    B();
}

CHOICE(pipe_short_read, how_much, "AB BA")
{
    struct ends p = new_pipe();
    CHILD { put(p.in); A(); put(p.in); stay(); }
    late("read");
    read(p.out, bytes, 2);
    B();
}

CHOICE(pipe_of_two_written_by_two, how_much, "AB BA")
{
    struct ends p = new_pipe();
    put(p.in);
    CHILD { A(); put(p.in); }
    late("read");
    read(p.out, bytes, 10);
    B();
}

CHOICE(pipe_read_loop_until_both, how_much, "AB")
{
    struct ends p = new_pipe();
    CHILD { put(p.in); A(); put(p.in); stay(); }
    late("read");
    for (int left = 2; left > 0;) left -= (int)read(p.out, bytes, (size_t)left);
    B();
}

CHOICE(pipe_whichever_is_readable, which_ready, "AB BA")
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { late("other"); put(q.in); }
    poll((struct pollfd[]){{p.out, POLLIN, 0}, {q.out, POLLIN, 0}}, 2, -1);
    B();
}

CHOICE(pipe_polled_with_a_timeout, timed, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    CHILD { A(); late("write"); put(p.in); }
    answer(ready(p.out, POLLIN, 30));
    B();
}

CHOICE(pipe_read_without_blocking, non_blocking, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    fcntl(p.out, F_SETFL, O_NONBLOCK);
    CHILD { A(); late("write"); put(p.in); }
    late("read");
    answer(get(p.out));
    B();
}

CHOICE(pipe_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    struct ends p = new_pipe();
    CHILD { late("write"); put(p.in); A(); }
    B();
    late("look");
    answer(ready(p.out, POLLIN, 0));
}

CHOICE(pipe_read_interrupted, interrupted, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    handle(SIGALRM);
    CHILD { A(); late("write"); put(p.in); }
    ualarm(30000, 0);
    answer(get(p.out));
    B();
}

CHOICE(pipe_end_not_yet, not_yet, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    fcntl(p.out, F_SETFL, O_NONBLOCK);
    CHILD { A(); late("end"); }
    close(p.in);
    late("look");
    char byte;
    answer(read(p.out, &byte, 1) == 0);
    B();
}

CHOICE(pipe_write_without_blocking, non_blocking, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    fcntl(p.in, F_SETFL, O_NONBLOCK);
    write(p.in, bytes, ROOM);
    CHILD { A(); late("read"); read(p.out, bytes, ROOM); stay(); }
    late("write");
    answer(write(p.in, "x", 1) == 1);
    B();
}

CHOICE(pipe_fewer_bytes_than_asked_for, how_much, "AB BA")
{
    struct ends p = new_pipe();
    CHILD { write(p.in, "12", 2); A(); write(p.in, "34", 2); stay(); }
    late("read");
    read(p.out, bytes, 4);
    B();
}

CHOICE(pipe_whichever_reads, which_reader, "AB BA")
{
    struct ends p = new_pipe();
    CHILD { late("reader"); get(p.out); B(); }
    CHILD { late("other"); get(p.out); }
    put(p.in);
    A();
    put(p.in);
}

CHOICE(pipe_hang_up_with_data, how_much, "AB BA")
{
    struct ends p = new_pipe();
    CHILD { close(p.out); put(p.in); A(); }
    close(p.in);
    late("poll");
    ready(p.out, POLLIN, -1);
    B();
}

CHOICE(pipe_read_in_vain, not_yet, "nAB yAB yBA")
{
    struct ends p = new_pipe();
    fcntl(p.out, F_SETFL, O_NONBLOCK);
    CHILD { A(); late("look"); answer(get(p.out)); }
    late("put");
    put(p.in);
    B();
}

CHOICE(pipe_found_before_it_is_read, which_reader, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    put(p.in);
    CHILD { A(); late("look"); answer(ready(p.out, POLLIN, 0)); }
    late("read");
    get(p.out);
    B();
}

CHOICE(pipe_end_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    struct ends p = new_pipe();
    CHILD { late("close"); close(p.in); A(); }
    close(p.in);
    B();
    late("look");
    answer(ready(p.out, POLLIN, 0));
}

CHOICE(pipe_selected_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    struct ends p = new_pipe();
    CHILD { late("write"); put(p.in); A(); }
    B();
    late("look");
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p.out, &set);
    answer(select(p.out + 1, &set, NULL, NULL, &(struct timeval){0, 0}) == 1);
}

CHOICE(pipe_in_an_epoll_set_line_before_not_yet, not_yet, "nBA yAB yBA")
{
    struct ends p = new_pipe();
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    CHILD { late("write"); put(p.in); A(); }
    B();
    late("look");
    answer(epoll_wait(set, &event, 1, 0) == 1);
}

BEFORE(pipe_selected_at_its_end)
{
    struct ends p = new_pipe();
    CHILD { A(); }
    close(p.in);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p.out, &set);
    select(p.out + 1, &set, NULL, NULL, NULL);
    B();
}

BEFORE(pipe_selected_then_read)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    close(p.in);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p.out, &set);
    pselect(p.out + 1, &set, NULL, NULL, NULL, NULL);
    get(p.out);
    B();
}

BEFORE(pipe_polled_beside_nothing)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    poll((struct pollfd[]){{-1, POLLIN, 0}, {p.out, POLLIN, 0}}, 2, -1);
    B();
}

BEFORE(pipe_in_a_set_that_is_inherited)
{
    struct ends p = new_pipe();
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    CHILD { epoll_wait(set, &event, 1, -1); B(); }
    A();
    put(p.in);
    wait(NULL);
}

BEFORE(pipe_end_by_dup3)
{
    struct ends p = new_pipe();
    CHILD { A(); dup3(0, p.in, O_CLOEXEC); stay(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_end_by_exec_of_what_is_marked_late)
{
    struct ends p = new_pipe();
    CHILD { syscall(SYS_close_range, p.in, p.in, 4 /* CLOEXEC */); A(); execlp("sleep", "sleep", "0.01", NULL); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(pipe_makes_room_for_pages)
{
    struct ends p = new_pipe();
    CHILD { A(); for (int i = 0; i < 3; i++) read(p.out, bytes, 4096); stay(); }
    for (int i = 0; i < 19; i++) write(p.in, bytes, 4096);
    B();
}

BEFORE(pipe_of_packets_makes_room)
{
    int end[2];
    pipe2(end, O_DIRECT);
    CHILD { A(); get(end[0]); stay(); }
    for (int i = 0; i < 17; i++) put(end[1]);
    B();
}

BEFORE(pipe_broken_by_a_signal_that_is_blocked)
{
    struct ends p = new_pipe();
    block(SIGPIPE);
    CHILD { A(); }
    close(p.out);
    UNTIL(write(p.in, bytes, 1) == -1)
    B();
}

CONCURRENT(pipe_selected_with_room)
{
    struct ends p = new_pipe();
    CHILD { A(); get(p.out); }
    put(p.in);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p.in, &set);
    select(p.in + 1, NULL, &set, NULL, NULL);
    B();
}

CONCURRENT(pipe_of_the_other_end_of_a_set)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { put(q.in); }
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(set, EPOLL_CTL_ADD, q.out, &event);
    epoll_wait(set, &event, 1, -1);
    B();
}

CHOICE(pipe_whichever_of_a_set_is_readable, which_ready, "AB BA")
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); stay(); }
    CHILD { late("other"); put(q.in); stay(); }
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    epoll_ctl(set, EPOLL_CTL_ADD, q.out, &event);
    epoll_wait(set, &event, 1, -1);
    B();
}

CHOICE(pipe_in_a_set_to_which_another_adds, which_ready, "yAB nAB nBA")
{
    struct ends p = new_pipe(), q = new_pipe();
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = p.out};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    put(q.in);
    CHILD { A(); put(p.in); stay(); }
    pid_t pid;
    CHILD_AS(pid) { late("add"); event.data.fd = q.out; epoll_ctl(set, EPOLL_CTL_ADD, q.out, &event); }
    epoll_wait(set, &event, 1, -1);
    answer(event.data.fd == p.out);
    B();
    waitpid(pid, NULL, 0);
}

CHOICE(pipe_in_a_set_that_another_empties, which_ready, "AB BA")
{
    /* The other one leaves it with its last copy, which only the child has. */
    struct ends p = new_pipe(), q = new_pipe();
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN}, found[2];
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    epoll_ctl(set, EPOLL_CTL_ADD, q.out, &event);
    CHILD { close(q.in); close(q.out); A(); put(p.in); stay(); }
    CHILD { close(q.in); late("close"); close(q.out); stay(); }
    close(q.in);
    close(q.out);
    late("wait");
    epoll_wait(set, found, 2, -1);
    B();
}

CHOICE(pipe_has_room_and_is_in_a_set_by_a_copy, which_ready, "AB")
{
    struct ends p = new_pipe();
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLOUT};
    fcntl(p.in, F_SETFL, O_NONBLOCK);
    while (write(p.in, bytes, 4096) > 0) { }
    epoll_ctl(set, EPOLL_CTL_ADD, p.in, &event);
    CHILD { A(); read(p.out, bytes, 65536); stay(); }
    close(p.in);
    epoll_wait(set, &event, 1, -1);
    B();
}

CHOICE(pipe_in_a_set_from_which_another_takes, which_ready, "yAB nAB nBA")
{
    struct ends p = new_pipe(), q = new_pipe();
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = p.out};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    event.data.fd = q.out;
    epoll_ctl(set, EPOLL_CTL_ADD, q.out, &event);
    put(q.in);
    CHILD { A(); put(p.in); stay(); }
    CHILD { late("take"); epoll_ctl(set, EPOLL_CTL_DEL, q.out, NULL); stay(); }
    late("wait");
    epoll_wait(set, &event, 1, -1);
    answer(event.data.fd == p.out);
    B();
}

BEFORE(pipe_both_end_when_a_command_ends)
{
    struct ends p = new_pipe(), q = new_pipe();
    pid_t pid;
    CHILD_AS(pid) { A(); }
    close(p.in);
    close(q.in);
    poll((struct pollfd[]){{p.out, POLLIN, 0}, {q.out, POLLIN, 0}}, 2, -1);
    late("wait");
    waitpid(pid, NULL, 0);
    B();
}

BEFORE(pipe_in_a_set_of_each_process)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD {
        int set = epoll_create1(0);
        struct epoll_event event = {.events = EPOLLIN};
        epoll_ctl(set, EPOLL_CTL_ADD, q.out, &event);
        epoll_wait(set, &event, 1, -1);
        A();
        put(p.in);
        stay();
    }
    put(q.in);
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(set, EPOLL_CTL_ADD, p.out, &event);
    epoll_wait(set, &event, 1, -1);
    B();
}

CHOICE(pipe_whichever_ends_of_two_selected, which_ready, "AB BA")
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { close(q.in); A(); }
    CHILD { close(p.in); late("other"); }
    close(p.in);
    close(q.in);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p.out, &set);
    FD_SET(q.out, &set);
    select((p.out > q.out ? p.out : q.out) + 1, &set, NULL, NULL, NULL);
    B();
}

CHOICE(pipe_write_by_a_call_that_does_not_wait, non_blocking, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    char x = 'x';
    write(p.in, bytes, ROOM);
    CHILD { A(); late("read"); read(p.out, bytes, ROOM); stay(); }
    late("write");
    answer(pwritev2(p.in, &(struct iovec){&x, 1}, 1, -1, RWF_NOWAIT) == 1);
    B();
}

CHOICE(pipe_room_in_time, timed, "yAB nAB nBA")
{
    struct ends p = new_pipe();
    write(p.in, bytes, ROOM);
    CHILD { A(); late("read"); read(p.out, bytes, ROOM); stay(); }
    answer(ready(p.in, POLLOUT, 30));
    B();
}

CHOICE(pipe_short_read_and_the_rest, how_much, "AB")
{
    struct ends p = new_pipe();
    CHILD { put(p.in); A(); put(p.in); }
    close(p.in);
    late("read");
    while (read(p.out, bytes, 10) > 0) { }
    B();
}

/* A read that gets less than it asks for leaves nothing to a later one. */
CHOICE(pipe_read_short_and_again, how_much, "yAB nAB nBA")
{
    struct ends end = new_pipe();
    CHILD
    {
        put(end.in);
        late("x");
        put(end.in);
        B();
    }
    close(end.in);
    A();
    must((int)read(end.out, bytes, 100));
    answer(get(end.out));
    wait(NULL);
}

/* Of two who read one byte one gets it, and the other finds the end. */
CHOICE(pipe_end_for_one_of_two, which_reader, "yAB yBA nAB")
{
    struct ends end = new_pipe();
    put(end.in);
    close(end.in);
    CHILD
    {
        late("x");
        answer(get(end.out));
        B();
    }
    A();
    get(end.out);
    wait(NULL);
}

/* Nothing is there yet, or somebody else has read it. */
CHOICE(pipe_polled_beside_a_reader, not_yet, "yAB yBA nAB")
{
    struct ends p = new_pipe(), told = new_pipe();
    put(p.in);
    CHILD
    {
        get(p.out);
        put(told.in);
    }
    get(told.out);
    CHILD
    {
        late("put");
        put(p.in);
        B();
    }
    A();
    late("look");
    answer(ready(p.out, POLLIN, 0));
    while (wait(NULL) > 0) {
    }
}
