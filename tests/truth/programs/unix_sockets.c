/* SPDX-License-Identifier: MIT */
/* unix(7): sockets with an address, between recorded processes. */
#include "row.h"

static struct sockaddr_un address;
static socklen_t size;

/* Bind to a new address: a path, or, if `abstract`, a name that is no file. */
static int
bound(int type, bool abstract)
{
    in_new_folder();
    int fd = must(socket(AF_UNIX, type, 0));
    address.sun_family = AF_UNIX;
    if (abstract) {
        size = sizeof(sa_family_t);
        must(bind(fd, (void *)&address, size)); /* the kernel finds one */
        size = sizeof address;
        must(getsockname(fd, (void *)&address, &size));
    } else {
        strcpy(address.sun_path, "socket");
        size = sizeof address;
        must(bind(fd, (void *)&address, size));
    }
    return fd;
}

static int
listening(bool abstract)
{
    int fd = bound(SOCK_STREAM, abstract);
    must(listen(fd, 5));
    return fd;
}

static int
connected(int type)
{
    int fd = must(socket(AF_UNIX, type, 0));
    must(connect(fd, (void *)&address, size));
    return fd;
}

BEFORE(unix_data_to_the_server)
{
    int server = listening(false);
    CHILD { int fd = connected(SOCK_STREAM); A(); put(fd); }
    get(accept(server, NULL, NULL));
    B();
}

BEFORE(unix_data_to_the_client)
{
    int server = listening(false);
    CHILD { int fd = accept(server, NULL, NULL); A(); put(fd); }
    get(connected(SOCK_STREAM));
    B();
}

BEFORE(unix_data_by_an_abstract_name)
{
    int server = listening(true);
    CHILD { int fd = connected(SOCK_STREAM); A(); put(fd); }
    get(accept(server, NULL, NULL));
    B();
}

BEFORE(unix_accept_of_a_connection)
{
    int server = listening(false);
    CHILD { A(); connected(SOCK_STREAM); stay(); }
    accept(server, NULL, NULL);
    B();
}

BEFORE(unix_accept_polled)
{
    int server = listening(false);
    CHILD { A(); connected(SOCK_STREAM); stay(); }
    ready(server, POLLIN, -1);
    B();
}

BEFORE(unix_end_of_file)
{
    int server = listening(false);
    CHILD { int fd = connected(SOCK_STREAM); A(); close(fd); stay(); }
    get(accept(server, NULL, NULL));
    B();
}

BEFORE(unix_end_when_the_client_ends)
{
    int server = listening(true);
    CHILD { connected(SOCK_STREAM); A(); }
    get(accept(server, NULL, NULL));
    B();
}

BEFORE(unix_shut_down)
{
    int server = listening(false);
    CHILD { int fd = connected(SOCK_STREAM); A(); shutdown(fd, SHUT_WR); stay(); }
    get(accept(server, NULL, NULL));
    B();
}

BEFORE(unix_datagram_to_a_path)
{
    int fd = bound(SOCK_DGRAM, false);
    CHILD { int other = socket(AF_UNIX, SOCK_DGRAM, 0); A(); sendto(other, "x", 1, 0, (void *)&address, size); }
    get(fd);
    B();
}

BEFORE(unix_datagram_to_an_abstract_name)
{
    int fd = bound(SOCK_DGRAM, true);
    CHILD { int other = connected(SOCK_DGRAM); A(); put(other); }
    get(fd);
    B();
}

BEFORE(unix_sequential_packets)
{
    int server = bound(SOCK_SEQPACKET, false);
    listen(server, 5);
    CHILD { int fd = connected(SOCK_SEQPACKET); A(); put(fd); }
    get(accept(server, NULL, NULL));
    B();
}

BEFORE(unix_request_and_reply)
{
    int server = listening(false);
    CHILD { int fd = accept(server, NULL, NULL); get(fd); A(); put(fd); }
    int fd = connected(SOCK_STREAM);
    put(fd);
    get(fd);
    B();
}

BEFORE(unix_two_clients_of_one_server)
{
    int server = listening(false);
    struct ends go = new_pipe();
    CHILD { int fd = connected(SOCK_STREAM); A(); put(fd); }
    CHILD {
        get(accept(server, NULL, NULL));
        put(go.in);
    }
    get(go.out);
    B();
}

CONCURRENT(unix_connect_waits_for_no_accept)
{
    int server = listening(false);
    CHILD { A(); accept(server, NULL, NULL); stay(); }
    connected(SOCK_STREAM);
    B();
}

CONCURRENT(unix_line_after_the_data)
{
    int server = listening(false);
    CHILD { int fd = connected(SOCK_STREAM); put(fd); A(); }
    get(accept(server, NULL, NULL));
    B();
}

CONCURRENT(unix_two_clients)
{
    int server = listening(false);
    CHILD { connected(SOCK_STREAM); A(); stay(); }
    CHILD { connected(SOCK_STREAM); B(); stay(); }
    accept(server, NULL, NULL);
    accept(server, NULL, NULL);
}

CONCURRENT(unix_datagrams_of_two)
{
    bound(SOCK_DGRAM, false);
    CHILD { int fd = connected(SOCK_DGRAM); A(); put(fd); }
    CHILD { int fd = connected(SOCK_DGRAM); B(); put(fd); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(unix_data_of_the_other_connection)
{
    int server = listening(false);
    int one = connected(SOCK_STREAM), at_one = accept(server, NULL, NULL);
    int other = connected(SOCK_STREAM), at_other = accept(server, NULL, NULL);
    CHILD { A(); put(one); }
    CHILD { put(other); }
    get(at_other);
    B();
    get(at_one);
}

CHOICE(unix_whichever_connects_first, accepted, "AB BA")
{
    int server = listening(false);
    CHILD { A(); connected(SOCK_STREAM); stay(); }
    CHILD { late("other"); connected(SOCK_STREAM); stay(); }
    accept(server, NULL, NULL);
    B();
}

CHOICE(unix_accept_without_blocking, non_blocking, "yAB nAB nBA")
{
    int server = listening(false);
    fcntl(server, F_SETFL, O_NONBLOCK);
    CHILD { A(); late("connect"); connected(SOCK_STREAM); stay(); }
    late("look");
    answer(accept(server, NULL, NULL) >= 0);
    B();
}

CHOICE(unix_connect_until_it_listens, not_yet, "AB")
{
    int server = bound(SOCK_STREAM, false);
    CHILD { A(); listen(server, 5); stay(); }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    UNTIL(connect(fd, (void *)&address, size) == 0)
    B();
}

CHOICE(unix_bind_until_it_is_free, not_yet, "AB")
{
    struct ends go = new_pipe();
    CHILD { int fd = bound(SOCK_STREAM, true); write(go.in, &address, sizeof address); A(); close(fd); stay(); }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    read(go.out, &address, sizeof address);
    UNTIL(bind(fd, (void *)&address, 8) == 0)
    B();
}

/* Whether nobody listens: with as many as it takes to wait, it asks for no more. */
static bool
refused(void)
{
    int fd = must(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
    bool nobody = connect(fd, (void *)&address, size) == -1 && errno == ECONNREFUSED;
    close(fd);
    return nobody;
}

CHOICE(unix_connect_until_nobody_listens, not_yet, "AB")
{
    int server = listening(false);
    CHILD { A(); close(server); stay(); }
    close(server);
    UNTIL(refused())
    B();
}


BEFORE(unix_data_to_the_client_by_an_abstract_name)
{
    int server = listening(true);
    CHILD { int fd = accept(server, NULL, NULL); A(); put(fd); }
    get(connected(SOCK_STREAM));
    B();
}

CHOICE(unix_accept_with_a_receive_timeout, timed, "yAB nAB nBA")
{
    int server = listening(false);
    struct timeval time = {0, 30000};
    setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    CHILD { A(); late("connect"); connected(SOCK_STREAM); stay(); }
    answer(accept(server, NULL, NULL) >= 0);
    B();
}

CONCURRENT(unix_three_clients)
{
    int server = listening(true);
    CHILD { connected(SOCK_STREAM); A(); stay(); }
    CHILD { connected(SOCK_STREAM); stay(); }
    CHILD { connected(SOCK_STREAM); B(); stay(); }
    for (int i = 0; i < 3; i++) accept(server, NULL, NULL);
}
