#define _POSIX_C_SOURCE 200809L
/* SPDX-License-Identifier: MIT */
/* A worker that ends with its parent.
 *
 * The C twin of daemon_worker.py: at its exit multiprocessing sends SIGTERM to
 * each daemon and joins it. In C this is done by hand.
 *
 * Build:  cc -o daemon_worker daemon_worker.c
 * Prints: Worker: ready
 *         Parent process completed
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void
die(const char *call)
{
    perror(call);
    exit(EXIT_FAILURE);
}

int
main(void)
{
    int said[2];
    if (pipe(said) == -1)
        die("pipe");
    pid_t pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        if (write(said[1], "ready", 6) == 6)
            sleep(60);
        puts("Worker completed");
        _exit(fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }

    char word[6];
    if (read(said[0], word, sizeof word) == -1)
        die("read");
    printf("Worker: %s\n", word);
    puts("Parent process completed");
    fflush(stdout);
    if (kill(pid, SIGTERM) == -1 || waitpid(pid, NULL, 0) == -1)
        die("kill or waitpid");
    return EXIT_SUCCESS;
}
