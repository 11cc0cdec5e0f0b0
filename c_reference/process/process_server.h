/* SPDX-License-Identifier: MIT */
/* The fork server. */
#ifndef PROCESS_SERVER_H
#define PROCESS_SERVER_H

/* Fork a worker for each request, reap it, and tell its client: eight bytes
 * with its PID, then eight bytes with its exit code. Ends when no process has
 * the other end of `alive_r` open. Returns the server's exit status. In a
 * worker it does not return. */
int
server_main(int requests, int alive_r);

#endif
