/* A signal interrupts a wait for the worker, and its handler, set with
 * SA_RESTART, comes back only when the worker has ended.
 */
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t worker;
static int begun[2]; /* the worker ends only when the wait has been interrupted */

static int
is_in_state(pid_t pid, char state)
{
    char path[32], text[128];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    char *end = strrchr(text, ')');
    return end != NULL && end[2] == state;
}

static void
handler(int number)
{
    (void)number;
    write(begun[1], "", 1);
    while (!is_in_state(worker, 'Z'))
        continue;
}

int
main(void)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    char byte;
    pipe(begun);
    sigaction(SIGUSR1, &action, NULL);
    worker = fork();
    if (worker == 0) {
        while (!is_in_state(getppid(), 'S'))
            continue;
        kill(getppid(), SIGUSR1);
        read(begun[0], &byte, 1);
        _exit(0);
    }
    waitpid(worker, NULL, 0);
    return 0;
}
