/* SPDX-License-Identifier: MIT */
/* Bytes that the kernel moves: splice(2), tee(2), sendfile(2) and their kin. */
#include "row.h"

static int
file_with_a_byte(void)
{
    int fd = memfd_create("file", 0);
    pwrite(fd, "x", 1, 0);
    return fd;
}

BEFORE(splice_out_of_a_pipe)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    splice(p.out, NULL, q.in, NULL, 1, 0);
    B();
}

BEFORE(splice_into_a_pipe)
{
    struct ends p = new_pipe();
    int fd = file_with_a_byte();
    CHILD { A(); loff_t from = 0; splice(fd, &from, p.in, NULL, 1, 0); }
    get(p.out);
    B();
}

BEFORE(splice_through_a_relay)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { splice(p.out, NULL, q.in, NULL, 1, 0); }
    get(q.out);
    B();
}

BEFORE(tee_of_a_pipe)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    tee(p.out, q.in, 1, 0);
    B();
}

BEFORE(tee_to_another)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { tee(p.out, q.in, 1, 0); }
    get(q.out);
    B();
}

BEFORE(sendfile_into_a_pipe)
{
    struct ends p = new_pipe();
    int fd = file_with_a_byte();
    CHILD { A(); off_t from = 0; sendfile(p.in, fd, &from, 1); }
    get(p.out);
    B();
}

BEFORE(sendfile_into_a_socket)
{
    struct ends p = new_pair(SOCK_STREAM);
    int fd = file_with_a_byte();
    CHILD { A(); off_t from = 0; sendfile(p.in, fd, &from, 1); }
    get(p.out);
    B();
}

BEFORE(vmsplice_into_a_pipe)
{
    struct ends p = new_pipe();
    CHILD { A(); vmsplice(p.in, &(struct iovec){bytes, 1}, 1, 0); }
    get(p.out);
    B();
}

BEFORE(copy_between_files)
{
    int from = file_with_a_byte(), to = memfd_create("copy", 0);
    CHILD { A(); loff_t zero = 0; copy_file_range(from, &zero, to, NULL, 1, 0); }
    char byte;
    UNTIL(pread(to, &byte, 1, 0) == 1)
    B();
}

CONCURRENT(splice_line_after_the_data)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { put(p.in); A(); }
    splice(p.out, NULL, q.in, NULL, 1, 0);
    B();
}

CONCURRENT(splice_of_another_pipe)
{
    struct ends p = new_pipe(), q = new_pipe(), r = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { put(q.in); }
    splice(q.out, NULL, r.in, NULL, 1, 0);
    B();
}

CHOICE(splice_of_what_is_there, how_much, "AB BA")
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { put(p.in); A(); put(p.in); stay(); }
    late("read");
    splice(p.out, NULL, q.in, NULL, 2, 0);
    B();
}

CHOICE(splice_without_blocking, non_blocking, "yAB nAB nBA")
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); late("write"); put(p.in); }
    late("look");
    answer(splice(p.out, NULL, q.in, NULL, 1, SPLICE_F_NONBLOCK) == 1);
    B();
}

BEFORE(splice_through_two_relays)
{
    struct ends p = new_pipe(), q = new_pipe(), r = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { splice(p.out, NULL, q.in, NULL, 1, 0); }
    CHILD { splice(q.out, NULL, r.in, NULL, 1, 0); }
    get(r.out);
    B();
}

BEFORE(splice_out_of_a_socket)
{
    struct ends s = new_pair(SOCK_STREAM), p = new_pipe();
    CHILD { A(); put(s.in); }
    CHILD { splice(s.out, NULL, p.in, NULL, 1, 0); }
    get(p.out);
    B();
}

BEFORE(splice_at_the_end_of_a_pipe)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); }
    close(p.in);
    splice(p.out, NULL, q.in, NULL, 1, 0);
    B();
}

BEFORE(splice_into_a_pipe_polled)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { splice(p.out, NULL, q.in, NULL, 1, 0); }
    ready(q.out, POLLIN, -1);
    B();
}

BEFORE(vmsplice_out_of_a_pipe)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    vmsplice(p.out, &(struct iovec){bytes, 1}, 1, 0);
    B();
}

CONCURRENT(splice_of_the_first_byte)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { put(p.in); A(); put(p.in); }
    CHILD { splice(p.out, NULL, q.in, NULL, 1, 0); }
    get(q.out);
    B();
}

CHOICE(splice_out_of_a_pipe_that_does_not_wait, non_blocking, "yAB nAB nBA")
{
    struct ends p = new_pipe(), q = new_pipe();
    fcntl(p.out, F_SETFL, O_NONBLOCK);
    CHILD { A(); late("write"); put(p.in); }
    late("look");
    answer(splice(p.out, NULL, q.in, NULL, 1, 0) == 1);
    B();
}

CHOICE(splice_of_whoever_writes_first, which_writer, "AB BA")
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { A(); put(p.in); }
    CHILD { late("other"); put(p.in); }
    CHILD { splice(p.out, NULL, q.in, NULL, 1, 0); }
    get(q.out);
    B();
}

BEFORE(splice_out_of_a_terminal)
{
    struct ends p = new_pipe();
    int master, slave;
    must(openpty(&master, &slave, NULL, NULL, NULL));
    CHILD { A(); put(slave); stay(); }
    CHILD { splice(master, NULL, p.in, NULL, 1, 0); }
    get(p.out);
    B();
}
