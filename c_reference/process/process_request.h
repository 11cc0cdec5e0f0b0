/* SPDX-License-Identifier: MIT */
/* What a client sends its fork server: descriptors, and no data. */
#ifndef PROCESS_REQUEST_H
#define PROCESS_REQUEST_H

struct request {
    int child_r;
    int child_w;
    int alive_w; /* keeps the server running as long as the worker does */
};

/* Two sockets, connected to each other. */
int
request_open(int *client, int *server);

int
request_send(int client, const struct request *request);

/* The descriptors are the server's then. */
int
request_receive(int server, struct request *request);

#endif
