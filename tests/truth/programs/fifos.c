/* SPDX-License-Identifier: MIT */
/* fifo(7): a pipe with a name; its ends wait for each other. */
#include "row.h"

static const char *
new_fifo(const char *name)
{
    in_new_folder();
    must(mkfifo(name, 0600));
    return name;
}

BEFORE(fifo_data)
{
    const char *name = new_fifo("fifo");
    CHILD { int fd = open(name, O_WRONLY); A(); put(fd); }
    get(open(name, O_RDONLY));
    B();
}

BEFORE(fifo_reader_waits_for_a_writer)
{
    const char *name = new_fifo("fifo");
    CHILD { A(); open(name, O_WRONLY); }
    open(name, O_RDONLY);
    B();
}

BEFORE(fifo_writer_waits_for_a_reader)
{
    const char *name = new_fifo("fifo");
    CHILD { A(); open(name, O_RDONLY); }
    open(name, O_WRONLY);
    B();
}

BEFORE(fifo_end_of_file)
{
    const char *name = new_fifo("fifo");
    CHILD { int fd = open(name, O_WRONLY); A(); close(fd); }
    get(open(name, O_RDONLY));
    B();
}

BEFORE(fifo_end_when_the_writer_ends)
{
    const char *name = new_fifo("fifo");
    CHILD { open(name, O_WRONLY); A(); }
    get(open(name, O_RDONLY));
    B();
}

BEFORE(fifo_opened_for_both)
{
    int fd = open(new_fifo("fifo"), O_RDWR);
    CHILD { A(); put(fd); }
    get(fd);
    B();
}

BEFORE(fifo_polled)
{
    int fd = open(new_fifo("fifo"), O_RDWR);
    CHILD { A(); put(fd); }
    ready(fd, POLLIN, -1);
    B();
}

BEFORE(fifo_broken)
{
    const char *name = new_fifo("fifo");
    struct ends closed = new_pipe();
    signal(SIGPIPE, SIG_IGN);
    CHILD { int fd = open(name, O_RDONLY); A(); close(fd); put(closed.in); }
    int fd = open(name, O_WRONLY);
    get(closed.out);
    put_or_fail(fd);
    B();
}

BEFORE(fifo_of_a_shell)
{
    in_new_folder();
    late("A");
    execlp("sh", "sh", "-c", "mkfifo f; (echo A; echo x >f) & read x <f; echo B", NULL);
}

CONCURRENT(fifo_line_after_the_data)
{
    const char *name = new_fifo("fifo");
    CHILD { int fd = open(name, O_WRONLY); put(fd); A(); }
    get(open(name, O_RDONLY));
    B();
}

CONCURRENT(fifo_both_open)
{
    const char *name = new_fifo("fifo");
    CHILD { open(name, O_WRONLY); A(); }
    open(name, O_RDONLY);
    B();
}

CONCURRENT(fifo_two_of_them)
{
    int one = open(new_fifo("one"), O_RDWR), other = open(new_fifo("other"), O_RDWR);
    CHILD { A(); put(one); }
    CHILD { put(other); }
    get(other);
    B();
}

CHOICE(fifo_opened_without_blocking, non_blocking, "yAB nAB nBA")
{
    const char *name = new_fifo("fifo");
    CHILD { A(); late("open"); open(name, O_RDONLY | O_NONBLOCK); stay(); }
    late("look");
    answer(open(name, O_WRONLY | O_NONBLOCK) >= 0); /* or ENXIO */
    B();
}

BEFORE(fifo_hang_up_polled)
{
    const char *name = new_fifo("fifo");
    CHILD { open(name, O_WRONLY); A(); }
    ready(open(name, O_RDONLY), 0, -1);
    B();
}

BEFORE(fifo_in_an_epoll_set)
{
    int fd = open(new_fifo("fifo"), O_RDWR);
    CHILD { A(); put(fd); }
    int set = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
    epoll_wait(set, &event, 1, -1);
    B();
}
