/* SPDX-License-Identifier: MIT */
/* Through the network's code, on this machine; and terminals. */
#include "row.h"

static struct sockaddr_in here;

/* A socket at a port that the kernel finds. */
static int
at_port(int type)
{
    socklen_t size = sizeof here;
    int fd = must(socket(AF_INET, type, 0));
    here = (struct sockaddr_in){AF_INET, 0, {htonl(INADDR_LOOPBACK)}, {0}};
    must(bind(fd, (void *)&here, size));
    must(getsockname(fd, (void *)&here, &size));
    return fd;
}

static int
listening_at_port(void)
{
    int fd = at_port(SOCK_STREAM);
    must(listen(fd, 5));
    return fd;
}

static int
to_port(int type)
{
    int fd = must(socket(AF_INET, type, 0));
    must(connect(fd, (void *)&here, sizeof here));
    return fd;
}

BEFORE(tcp_data)
{
    int server = listening_at_port();
    CHILD { int fd = to_port(SOCK_STREAM); A(); put(fd); }
    get(accept(server, NULL, NULL));
    B();
}

BEFORE(tcp_end_of_file)
{
    int server = listening_at_port();
    CHILD { int fd = to_port(SOCK_STREAM); A(); close(fd); }
    get(accept(server, NULL, NULL));
    B();
}

BEFORE(tcp_accept)
{
    int server = listening_at_port();
    CHILD { A(); to_port(SOCK_STREAM); stay(); }
    accept(server, NULL, NULL);
    B();
}

BEFORE(tcp_connect_until_it_listens)
{
    int server = at_port(SOCK_STREAM), fd = socket(AF_INET, SOCK_STREAM, 0);
    CHILD { A(); listen(server, 5); stay(); }
    UNTIL(connect(fd, (void *)&here, sizeof here) == 0)
    B();
}

BEFORE(udp_datagram)
{
    int fd = at_port(SOCK_DGRAM);
    CHILD { int other = to_port(SOCK_DGRAM); A(); put(other); }
    get(fd);
    B();
}

BEFORE(udp_port_is_free)
{
    int fd = at_port(SOCK_DGRAM);
    struct ends go = new_pipe();
    CHILD { put(go.in); A(); close(fd); stay(); }
    get(go.out);
    close(fd);
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    UNTIL(bind(fd, (void *)&here, sizeof here) == 0)
    B();
}

BEFORE(terminal_data)
{
    int master, slave;
    must(openpty(&master, &slave, NULL, NULL, NULL));
    CHILD { A(); put(slave); }
    get(master);
    B();
}

BEFORE(terminal_end)
{
    int master, slave;
    must(openpty(&master, &slave, NULL, NULL, NULL));
    CHILD { A(); close(slave); }
    close(slave);
    get(master); /* EIO */
    B();
}

BEFORE(terminal_settings)
{
    int master, slave;
    struct winsize size = {0};
    must(openpty(&master, &slave, NULL, NULL, NULL));
    CHILD { A(); ioctl(slave, TIOCSWINSZ, &(struct winsize){7, 7, 0, 0}); stay(); }
    UNTIL((ioctl(master, TIOCGWINSZ, &size), size.ws_row == 7))
    B();
}

CONCURRENT(udp_two_senders)
{
    at_port(SOCK_DGRAM);
    CHILD { int fd = to_port(SOCK_DGRAM); A(); put(fd); }
    CHILD { int fd = to_port(SOCK_DGRAM); B(); put(fd); }
    while (wait(NULL) > 0) { }
}

CONCURRENT(udp_ports_of_their_own)
{
    CHILD { at_port(SOCK_DGRAM); A(); }
    CHILD { at_port(SOCK_DGRAM); B(); }
    while (wait(NULL) > 0) { }
}

CHOICE(tcp_whoever_connects_first, accepted, "AB BA")
{
    int server = listening_at_port();
    CHILD { A(); to_port(SOCK_STREAM); stay(); }
    CHILD { late("other"); to_port(SOCK_STREAM); stay(); }
    accept(server, NULL, NULL);
    B();
}

CHOICE(udp_datagram_yet, non_blocking, "yAB nAB nBA")
{
    int fd = at_port(SOCK_DGRAM);
    CHILD { int other = to_port(SOCK_DGRAM); A(); late("send"); put(other); }
    late("look");
    answer(recv(fd, bytes, 1, MSG_DONTWAIT) == 1);
    B();
}
