#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* Runs a script: a small tree of processes, each with a row of operations.
 *
 *     interpreter 'pipe:0 fork:1 read:0,5,0 say / say write:0,5,1 say' [PLAN]
 *
 * Processes are parted by '/', the first is the root; process c is begun by
 * fork:c. A line that a process says is `p.i KINDS`: its number, that of the
 * operation, and the kind of answer to each operation since its last line
 * (s success, e end of file, n not yet, i interrupted, f failure). So no other
 * channel is needed to tell what a run was answered.
 *
 * The plan says where to sleep first, in microseconds: `p.i=US` before the
 * operation named; `~SEED,MOST,PERMILLE`, which comes first, before so many of
 * the others, as chance has it. Or it is `note`: then a process tells the
 * tracer before each operation which one it is, by a call that the kernel
 * refuses.
 */
#include "objects.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES = 10, OPERATIONS = 99, ARGUMENTS = 5 };

struct operation {
    char name[16];
    int a[ARGUMENTS];
};

int fds[OBJECTS][2];
char bytes[MOST_BYTES];

static struct operation script[PROCESSES][OPERATIONS];
static int length[PROCESSES];
static pid_t pids[PROCESSES];
static int me, here, heard;
static bool tells;
static char kinds[OPERATIONS + 1];
static const char *plan = "";

static int
parse(char *text)
{
    int n = 0;
    for (char *word = strtok(text, " "); word != NULL;
         word = strtok(NULL, " ")) {
        if (strcmp(word, "/") == 0) {
            n++;
            continue;
        }
        struct operation *to = &script[n][length[n]++];
        char *rest = strchr(word, ':');
        if (rest != NULL)
            *rest++ = '\0';
        snprintf(to->name, sizeof to->name, "%s", word);
        for (int i = 0; i < ARGUMENTS && rest != NULL && *rest; i++) {
            to->a[i] = (int)strtol(rest, &rest, 10);
            rest += *rest == ',';
        }
    }
    return n + 1;
}

static long
by_chance(int operation)
{
    unsigned long seed;
    long most, permille;
    if (sscanf(plan, "~%lu,%ld,%ld", &seed, &most, &permille) != 3)
        return 0;
    uint64_t x = seed * 1000003 + (uint64_t)(me * 1009 + operation);
    x = (x ^ x >> 31) * 0x7fb5d329728ea185;
    x = (x ^ x >> 27) * 0x81dadef4bc2dd44d;
    x ^= x >> 33;
    return (long)(x % 1000) < permille ? (long)(x / 1000 % (uint64_t)most) : 0;
}

static long
planned(int operation)
{
    char key[24];
    int size = snprintf(key, sizeof key, "%d.%d=", me, operation);
    for (const char *at = plan; *at != '\0'; at += strcspn(at, " ")) {
        at += strspn(at, " ");
        if (strncmp(at, key, (size_t)size) == 0)
            return strtol(at + size, NULL, 10);
    }
    return by_chance(operation);
}

static void
delay(int operation)
{
    long us = *plan != '\0' ? planned(operation) : 0;
    if (us <= 0)
        return;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += us % 1000000 * 1000;
    until.tv_sec += us / 1000000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) ==
           EINTR)
        ;
}

static void
note(int operation)
{
    char text[40];
    int size =
        snprintf(text, sizeof text, "joinscope note\n%d.%d\n", me, operation);
    if (strcmp(plan, "note") == 0 && write(-2, text, (size_t)size) != -1)
        _exit(3);
}

static void
say(int operation, const char *answers)
{
    char line[OPERATIONS + 24];
    int size =
        snprintf(line, sizeof line, "%d.%d %s\n", me, operation, answers);
    if (write(1, line, (size_t)size) != size)
        _exit(3);
}

static void
handler(int number)
{
    (void)number;
    int error = errno, operation = OPERATIONS + heard++;
    if (tells) {
        delay(operation);
        note(operation);
        say(operation, "");
    }
    errno = error;
}

char
kind(long result)
{
    if (result >= 0)
        return 's';
    if (errno == EAGAIN || errno == ENOENT || errno == ENOMSG ||
        errno == ETIMEDOUT)
        return 'n';
    return errno == EINTR ? 'i' : 'f';
}

static sigset_t
only(int number)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    return set;
}

static void
run(int process);

static char
processes(const char *name, const int a[])
{
    if (strcmp(name, "fork") == 0) {
        /* A handler of the child names it by its number, so it has to wait. */
        sigset_t all, old;
        sigfillset(&all);
        sigprocmask(SIG_BLOCK, &all, &old);
        pid_t pid = fork();
        if (pid == 0) {
            me = a[0];
            heard = 0;
        }
        sigprocmask(SIG_SETMASK, &old, NULL);
        if (pid == 0)
            run(a[0]);
        pids[a[0]] = pid;
        return kind(pid);
    }
    if (strcmp(name, "kill") == 0) {
        errno = ESRCH;
        return kind(pids[a[0]] > 0 ? kill(pids[a[0]], a[1]) : -1);
    }
    if (strcmp(name, "look") == 0) {
        siginfo_t info;
        return kind(waitid(P_PID, (id_t)pids[a[0]], &info, WEXITED | WNOWAIT));
    }
    if (strcmp(name, "timed") == 0) {
        int fd = (int)syscall(SYS_pidfd_open, pids[a[0]], 0);
        if (fd == -1)
            return 'f';
        struct pollfd one = {.fd = fd, .events = POLLIN};
        int n = poll(&one, 1, a[1]);
        close(fd);
        return n == 0 ? 'n' : kind(n);
    }
    bool any = strstr(name, "any") != NULL;
    pid_t pid = any ? -1 : pids[a[0]];
    errno = ECHILD;
    if (pid != 0)
        pid = waitpid(pid, NULL, strstr(name, "nohang") ? WNOHANG : 0);
    else
        pid = -1;
    for (int i = 0; i < PROCESSES && pid > 0; i++)
        if (pids[i] == pid)
            pids[i] = 0;
    return pid == 0 ? 'n' : kind(pid);
}

static char
signals(const char *name, const int a[])
{
    sigset_t set = only(a[0]);
    if (strcmp(name, "handle") == 0) {
        struct sigaction action = {.sa_handler = handler,
                                   .sa_flags = SA_RESTART};
        tells = a[1];
        return kind(sigaction(a[0], &action, NULL));
    }
    if (strcmp(name, "ignore") == 0)
        return signal(a[0], SIG_IGN) == SIG_ERR ? 'f' : 's';
    if (strcmp(name, "block") == 0)
        return kind(sigprocmask(SIG_BLOCK, &set, NULL));
    if (strcmp(name, "unblock") == 0)
        return kind(sigprocmask(SIG_UNBLOCK, &set, NULL));
    if (strcmp(name, "suspend") == 0) {
        sigset_t now;
        sigprocmask(SIG_BLOCK, NULL, &now);
        sigdelset(&now, a[0]);
        sigsuspend(&now);
        return 's';
    }
    if (strcmp(name, "pause") == 0)
        return (char)(pause(), 's');
    if (strcmp(name, "sigwait") == 0)
        return kind(sigwaitinfo(&set, NULL));
    struct timespec most = {.tv_nsec = a[1] * 1000000L};
    return kind(sigtimedwait(&set, NULL, &most));
}

static char
files(const char *name, const int a[])
{
    char path[12], other[12];
    snprintf(path, sizeof path, "%d", a[0]);
    snprintf(other, sizeof other, "%d", a[1]);
    if (strcmp(name, "mkfifo") == 0)
        return kind(mkfifo(path, 0600));
    if (strcmp(name, "exists") == 0)
        return kind(access(path, F_OK));
    if (strcmp(name, "unlink") == 0)
        return kind(unlink(path));
    if (strcmp(name, "rename") == 0)
        return kind(rename(path, other));
    if (strcmp(name, "open") == 0)
        return kind(fds[a[0]][a[1]] = open(path, a[1] ? O_WRONLY : O_RDONLY));
    int how = strcmp(name, "make") == 0     ? O_WRONLY | O_CREAT | O_EXCL
              : strcmp(name, "append") == 0 ? O_WRONLY | O_APPEND
                                            : O_RDONLY;
    int fd = open(path, how, 0600);
    if (fd == -1)
        return kind(fd);
    long n = how == O_RDONLY  ? read(fd, bytes, sizeof bytes)
             : how & O_APPEND ? write(fd, bytes, (size_t)a[1])
                              : 1;
    close(fd);
    return n == 0 ? 'e' : kind(n);
}

static char
channels(const char *name, const int a[])
{
    static const int flags[] = {0, O_NONBLOCK, O_DIRECT};
    if (strcmp(name, "pipe") == 0)
        return kind(pipe2(fds[a[0]], flags[a[1]]));
    if (strcmp(name, "pair") == 0)
        return kind(socketpair(AF_UNIX, a[1], 0, fds[a[0]]));
    if (strcmp(name, "close") == 0) {
        int fd = fds[a[0]][a[1]];
        fds[a[0]][a[1]] = -1;
        return kind(close(fd));
    }
    if (strcmp(name, "shut") == 0)
        return kind(shutdown(fds[a[0]][a[1]], a[2]));
    if (strcmp(name, "write") == 0)
        return kind(write(fds[a[0]][a[2]], bytes, (size_t)a[1]));
    if (strcmp(name, "read") == 0) {
        long n = read(fds[a[0]][a[2]], bytes, (size_t)a[1]);
        return n == 0 ? 'e' : kind(n);
    }
    int n = -1;
    if (strcmp(name, "poll") == 0) {
        struct pollfd one = {.fd = fds[a[0]][a[1]], .events = POLLIN};
        n = poll(&one, 1, a[2]);
    } else if (strcmp(name, "poll2") == 0) {
        struct pollfd two[] = {{.fd = fds[a[0]][a[1]], .events = POLLIN},
                               {.fd = fds[a[2]][a[3]], .events = POLLIN}};
        n = poll(two, 2, a[4]);
    } else {
        fprintf(stderr, "no operation %s\n", name);
        _exit(2);
    }
    return n == 0 ? 'n' : kind(n);
}

static char
perform(const struct operation *operation)
{
    static const struct {
        const char *names;
        char (*perform)(const char *name, const int a[]);
    } families[] = {
        {" fork kill look timed wait waitany nohang nohangany ", processes},
        {" handle ignore block unblock suspend pause sigwait sigtimed ",
         signals},
        {" mkfifo exists unlink rename open make append load ", files},
    };
    char word[20];
    snprintf(word, sizeof word, " %s ", operation->name);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strstr(families[i].names, word) != NULL)
            return families[i].perform(operation->name, operation->a);
    char answer = objects(operation->name, operation->a);
    if (answer != 0)
        return answer;
    return channels(operation->name, operation->a);
}

static void
run(int process)
{
    me = process;
    kinds[0] = '\0';
    pids[me] = getpid();
    for (here = 0; here < length[me]; here++) {
        delay(here);
        note(here);
        if (strcmp(script[me][here].name, "say") == 0) {
            say(here, kinds);
            kinds[0] = '\0';
            continue;
        }
        char answer[] = {perform(&script[me][here]), '\0'};
        strcat(kinds, answer);
    }
    _exit(0);
}

int
main(int argc, char *argv[])
{
    if (argc < 2)
        return 2;
    parse(argv[1]);
    if (argc > 2)
        plan = argv[2];
    memset(fds, -1, sizeof fds);
    signal(SIGPIPE, SIG_IGN);
    run(0);
}
