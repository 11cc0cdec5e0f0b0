#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* Runs the interpreter of scripts once for each plan of delays, many at a time.
 *
 *     run_many INTERPRETER SCRIPT DEADLINE_MS AT_ONCE < plans
 *
 * Each run has a session, an output and an empty folder of its own, and ends
 * by its deadline. Prints for each, as they end, `NUMBER ENDED BYTES` and its
 * output; ENDED is 1 if the root ended with 0 in time.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 64, SIZE = 1 << 14, NAMES = 24 };

struct run {
    int number, output;
    pid_t pid;
    long long begun;
    bool reaped, ended;
    size_t size;
    char folder[64], text[SIZE];
};

static struct run runs[MOST];
static int active;

static void
die(const char *what)
{
    perror(what);
    exit(1);
}

static long long
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void
start(char *argv[], const char *plan, int number)
{
    struct run *run = &runs[active];
    int ends[2];
    memset(run, 0, offsetof(struct run, text));
    run->number = number;
    snprintf(run->folder, sizeof run->folder, "run-XXXXXX");
    if (mkdtemp(run->folder) == NULL || pipe2(ends, O_CLOEXEC) == -1)
        die("run_many");
    run->pid = fork();
    if (run->pid == -1)
        die("fork");
    if (run->pid == 0) {
        setsid();
        if (chdir(run->folder) == -1 || dup2(ends[1], 1) == -1)
            _exit(4);
        execl(argv[1], argv[1], argv[2], plan, (char *)NULL);
        _exit(4);
    }
    close(ends[1]);
    run->output = ends[0];
    run->begun = now_ms();
    active++;
}

static void
ended(int place, int status)
{
    runs[place].reaped = true;
    runs[place].ended = status == 0;
}

static void
finish(int place, bool in_time)
{
    struct run *run = &runs[place];
    int status;
    kill(-run->pid, SIGKILL); /* after its deadline somebody is left */
    if (!run->reaped && waitpid(run->pid, &status, 0) == run->pid)
        ended(place, status);
    close(run->output);
    for (int i = 0; i < NAMES; i++) {
        char path[80];
        snprintf(path, sizeof path, "%s/%d", run->folder, i);
        unlink(path);
        int queue = msgget((key_t)(run->pid << 5 | i), 0);
        if (queue != -1)
            msgctl(queue, IPC_RMID, NULL);
    }
    rmdir(run->folder);
    printf("%d %d %zu\n", run->number, in_time && run->ended, run->size);
    fwrite(run->text, 1, run->size, stdout);
    active--;
    if (place != active)
        *run = runs[active];
}

/* Reap the orphans, too, which this process has adopted. */
static void
reap(void)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        for (int i = 0; i < active; i++)
            if (runs[i].pid == pid && !runs[i].reaped)
                ended(i, status);
}

static void
step(long long deadline)
{
    struct pollfd all[MOST];
    for (int i = 0; i < active; i++)
        all[i] = (struct pollfd){.fd = runs[i].output, .events = POLLIN};
    if (poll(all, (nfds_t)active, 20) == -1)
        die("poll");
    for (int i = active - 1; i >= 0; i--) {
        struct run *run = &runs[i];
        if (all[i].revents != 0) {
            size_t room = SIZE - run->size;
            ssize_t n = read(run->output, run->text + run->size, room);
            run->size += n > 0 ? (size_t)n : 0;
            if (n <= 0) /* every process of it has ended, or it says too much */
                finish(i, room > 0);
        } else if (now_ms() > run->begun + deadline) {
            finish(i, false);
        }
    }
}

int
main(int argc, char *argv[])
{
    if (argc != 5)
        return 2;
    long long deadline = atoll(argv[3]);
    int at_once = atoi(argv[4]), number = 0;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    char plan[4096];
    bool more = true;
    while (more || active > 0) {
        while (more && active < at_once && active < MOST) {
            more = fgets(plan, sizeof plan, stdin) != NULL;
            if (!more)
                break;
            plan[strcspn(plan, "\n")] = '\0';
            start(argv, plan, number++);
        }
        if (active > 0)
            step(deadline);
        reap();
    }
    while (waitpid(-1, NULL, 0) > 0)
        ;
}
