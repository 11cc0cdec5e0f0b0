#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
#include "process_server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process_internal.h"
#include "process_message.h"
#include "process_pipe.h"
#include "process_request.h"

/* CPython: pid_to_fd. */
struct client {
    pid_t pid; /* of its worker */
    int child_w;
};

struct server {
    int requests, alive_r, sig_r;
    struct client *clients;
    size_t n;
    struct sigaction chld, intr, pipe; /* as they were */
};

/* CPython: signal.set_wakeup_fd(). */
static int wakeup = -1;

static void
on_child(int signal)
{
    int error = errno;
    char byte = (char)signal;
    ssize_t ignored = write(wakeup, &byte, 1); /* if it is full, no matter */
    (void)ignored;
    errno = error;
}

static int
install(struct server *server)
{
    struct sigaction handle = {.sa_handler = on_child, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&handle.sa_mask);
    sigemptyset(&ignore.sa_mask);
    if (pipe_open(&server->sig_r, &wakeup) == -1)
        return -1;
    fcntl(server->sig_r, F_SETFL, O_NONBLOCK);
    fcntl(wakeup, F_SETFL, O_NONBLOCK);
    sigaction(SIGCHLD, &handle, &server->chld);
    sigaction(SIGINT, &ignore, &server->intr);  /* Ctrl-C is for the others */
    sigaction(SIGPIPE, &ignore, &server->pipe); /* a client may have gone */
    return 0;
}

/* CPython: forkserver.write_signed(); a client that has gone is no error. */
static int
tell(int child_w, long long number)
{
    int done = pipe_write(child_w, &number, sizeof number);
    return done == -1 && errno == EPIPE ? 0 : done;
}

/* CPython: forkserver._serve_one(). */
static _Noreturn void
child_serve(struct server *server, struct request *request)
{
    sigaction(SIGCHLD, &server->chld, NULL);
    sigaction(SIGINT, &server->intr, NULL);
    sigaction(SIGPIPE, &server->pipe, NULL);
    pipe_close(&server->requests);
    pipe_close(&server->alive_r);
    pipe_close(&server->sig_r);
    pipe_close(&wakeup);
    pipe_close(&request->child_w); /* the server tells of the end */
    for (size_t i = 0; i < server->n; i++)
        pipe_close(&server->clients[i].child_w);
    free(server->clients);
    _exit(child_read_and_run(request->child_r));
}

/* An incoming request: fork. */
static int
serve(struct server *server)
{
    struct request request;
    if (request_receive(server->requests, &request) == -1)
        return -1;
    size_t size = (server->n + 1) * sizeof *server->clients;
    struct client *clients = realloc(server->clients, size);
    if (clients == NULL)
        return -1;
    server->clients = clients;
    pid_t pid = fork();
    switch (pid) {
    case -1:
        return -1;
    case 0:
        child_serve(server, &request);
    default:
        break;
    }
    clients[server->n++] = (struct client){pid, request.child_w};
    pipe_close(&request.child_r);
    pipe_close(&request.alive_w);
    return tell(request.child_w, pid);
}

/* A worker has ended: tell its client. */
static int
report(struct server *server, pid_t pid, int status)
{
    int exitcode, done = popen_exitcode(status, &exitcode);
    for (size_t i = 0; i < server->n && done == 0; i++)
        if (server->clients[i].pid == pid) {
            done = tell(server->clients[i].child_w, exitcode);
            pipe_close(&server->clients[i].child_w);
            server->clients[i] = server->clients[--server->n];
            break;
        }
    return done;
}

static int
reap(struct server *server)
{
    char bytes[512];
    if (read(server->sig_r, bytes, sizeof bytes) == -1 && errno != EAGAIN)
        return -1;
    int status;
    for (;;) {
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid == 0 || (pid == -1 && errno == ECHILD))
            return 0;
        if (pid == -1 || report(server, pid, status) == -1)
            return -1;
    }
}

/* Returns 1 when there is no client left, or -1. */
static int
turn(struct server *server)
{
    struct pollfd set[] = {{.fd = server->alive_r, .events = POLLIN},
                           {.fd = server->sig_r, .events = POLLIN},
                           {.fd = server->requests, .events = POLLIN}};
    if (poll(set, 3, -1) == -1)
        return errno == EINTR ? 0 : -1;
    if (set[0].revents != 0)
        return 1;
    if (set[1].revents != 0 && reap(server) == -1)
        return -1;
    return set[2].revents != 0 ? serve(server) : 0;
}

/* CPython: forkserver.main(), which any exception ends, too: the exit codes of
 * its workers are 255 then. */
int
server_main(int requests, int alive_r)
{
    struct server server = {.requests = requests, .alive_r = alive_r};
    int over = install(&server);
    while (over == 0)
        over = turn(&server);
    free(server.clients);
    return over == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
