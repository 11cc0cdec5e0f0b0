#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* The start method forkserver: Lib/multiprocessing/popen_forkserver.py, and the
 * class ForkServer of forkserver.py. */
#include <errno.h>
#include <pthread.h>
#include <sys/wait.h>

#include "process_image.h"
#include "process_internal.h"
#include "process_message.h"
#include "process_pipe.h"
#include "process_request.h"

/* The server of this process. A worker that this server starts has none. */
static struct {
    pthread_mutex_t lock;
    pid_t pid; /* 0: none was started */
    int requests;
    int alive_w; /* all clients hold it: when it is closed the server ends */
} server = {PTHREAD_MUTEX_INITIALIZER, 0, -1, -1};

static void
forget(void)
{
    server.pid = 0;
    pipe_close(&server.requests);
    pipe_close(&server.alive_w);
}

/* CPython: ForkServer.ensure_running(), whose server listens at an address. A
 * pair of sockets needs none, which would be left behind. */
static int
ensure_running(void)
{
    if (server.pid != 0) {
        pid_t pid = waitpid(server.pid, NULL, WNOHANG);
        if (pid <= 0)
            return pid; /* it is running, or somebody else has reaped it */
        forget();
    }
    int requests, alive_r;
    if (request_open(&server.requests, &requests) == -1)
        return -1;
    if (pipe_open(&alive_r, &server.alive_w) == 0) {
        pid_t pid = image_start(IMAGE_SERVER, requests, alive_r);
        pipe_close(&alive_r);
        if (pid != -1) {
            server.pid = pid;
            pipe_close(&requests);
            return 0;
        }
        pipe_close(&server.alive_w);
    }
    pipe_close(&requests);
    pipe_close(&server.requests);
    return -1;
}

/* CPython: ForkServer.connect_to_new_process(). Notes the server that was
 * asked. */
static int
connect_to_new_process(const struct pipes *pipes, pid_t *asked)
{
    pthread_mutex_lock(&server.lock);
    int done = ensure_running();
    *asked = server.pid;
    if (done == 0) {
        struct request request = {pipes->child_r, pipes->child_w,
                                  server.alive_w};
        done = request_send(server.requests, &request);
    }
    int error = errno;
    pthread_mutex_unlock(&server.lock);
    errno = error;
    return done;
}

/* The server hung up: it is ending. CPython looks only once, at the next start,
 * and may find it not quite dead: then that start fails too. */
static void
reap(pid_t asked)
{
    pthread_mutex_lock(&server.lock);
    if (server.pid == asked) {
        while (waitpid(asked, NULL, 0) == -1 && errno == EINTR)
            ;
        forget();
    }
    pthread_mutex_unlock(&server.lock);
    errno = EPIPE;
}

/* CPython: popen_forkserver.Popen._launch(). The argument is written first: the
 * pipe can take it, and has a reader. */
static int
launch(struct process *p)
{
    struct pipes pipes;
    pid_t asked = 0;
    long long pid;
    if (pipes_open(&pipes) == -1)
        return -1;
    int done = message_write(pipes.parent_w, p);
    if (done == 0)
        done = connect_to_new_process(&pipes, &asked);
    pipes_close_child(&pipes);
    if (done == 0)
        done = pipe_read(pipes.parent_r, &pid, sizeof pid);
    if (done == -1) {
        if (errno == EPIPE && asked != 0)
            reap(asked);
        pipes_close_parent(&pipes);
        return -1;
    }
    p->pid = (pid_t)pid;
    p->sentinel = pipes.parent_r;
    p->lifeline = pipes.parent_w;
    return 0;
}

/* CPython: popen_forkserver.Popen.poll(). Whatever keeps it from reading an
 * exit code counts as one: 255. */
static int
poll_sentinel(struct process *p, int flag)
{
    long long exitcode;
    int ready =
        sentinel_wait(p->sentinel, flag == WNOHANG ? 0 : PROCESS_FOREVER);
    if (ready <= 0)
        return ready;
    if (pipe_read(p->sentinel, &exitcode, sizeof exitcode) == -1)
        exitcode = 255;
    popen_ended(p, -1, (int)exitcode);
    return 1;
}

const struct popen popen_forkserver = {launch, poll_sentinel};
