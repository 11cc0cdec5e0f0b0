#define _GNU_SOURCE
/* SPDX-License-Identifier: MIT */
/* Notes which functions of a C program are in which call of the C library.
 *
 * The program is compiled with -finstrument-functions, which calls the two
 * functions below around each of its own, and linked with -Wl,--wrap=NAME for
 * each CALL at the end. Nothing is noted until one of those is called: then the
 * functions that lead there are, by their addresses, before the call is made.
 *
 * Each note is composed on the stack and written at once, so that a signal
 * handler may make notes of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define QUIET __attribute__((no_instrument_function))
#define HERE __builtin_return_address(0)
/* The frame of the caller, who has a frame pointer: all is unoptimised. */
#define CALLER ((uintptr_t)__builtin_frame_address(1))
#pragma GCC diagnostic ignored "-Wframe-address"

enum { NO_DESCRIPTOR = -2, DEPTH = 512, SIZE = 4096, MOST = 20000 };
static const char mark[] = "joinscope note\n";

struct entry {
    void *function, *site; /* NULL for the C library's; where it returns to */
    uintptr_t frame; /* of the function; of the caller for the C library's */
    long long when;
    int unnoted; /* entered, and it shall be noted with the next call */
};

static _Thread_local struct entry stack[DEPTH];
static _Thread_local volatile int depth;
static char *file; /* where notes go without a tracer, or NULL */
static int noted;  /* how many this process has put there: MOST of them */

QUIET __attribute__((constructor)) static void
begin(void)
{
    const char *name = getenv("JOINSCOPE_NOTES");
    if (name != NULL)
        file = strdup(name);
    unsetenv("JOINSCOPE_NOTES"); /* none of the program's affair */
}

QUIET static long long
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000000000 + time.tv_nsec;
}

QUIET static void
note(const char *text, size_t n)
{
    if (file == NULL) {
        syscall(SYS_write, NO_DESCRIPTOR, text, n);
        return;
    }
    /* A loop that looks all the time would fill the disk, and tells nothing. */
    if (__atomic_load_n(&noted, __ATOMIC_RELAXED) >= MOST)
        return;
    __atomic_add_fetch(&noted, 1, __ATOMIC_RELAXED);
    long fd = syscall(SYS_openat, AT_FDCWD, file,
                      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd == -1)
        return;
    char from[64];
    int length = snprintf(from, sizeof from, "from %d %d\n", (int)getpid(),
                          (int)syscall(SYS_gettid));
    char both[sizeof from + SIZE];
    memcpy(both, from, (size_t)length);
    memcpy(both + length, text + sizeof mark - 1, n - (sizeof mark - 1));
    syscall(SYS_write, (int)fd, both, (size_t)length + n - (sizeof mark - 1));
    syscall(SYS_close, (int)fd);
}

QUIET static void
note_done(void)
{
    char text[64];
    int n = snprintf(text, sizeof text, "%sdone %lld\n", mark, now());
    note(text, (size_t)n);
}

QUIET static void
leave_all_above(int place)
{
    while (depth > place) {
        int last = --depth;
        if (last >= DEPTH)
            continue;
        if (!stack[last].unnoted)
            note_done();
        stack[last].unnoted = 0;
    }
}

/* Leave what longjmp() has left: all that lies below its caller on the stack,
 * which grows downwards. */
QUIET static void
leave_the_dead(uintptr_t caller)
{
    stack_t other;
    if (sigaltstack(NULL, &other) == -1 || (other.ss_flags & SS_ONSTACK) != 0)
        return;
    int place = depth;
    while (place > 0 && place <= DEPTH &&
           (stack[place - 1].function == NULL
                ? stack[place - 1].frame <= caller
                : stack[place - 1].frame < caller))
        place--;
    leave_all_above(place);
}

/* Note a call of the C library, and the functions that lead there; return its
 * place. */
QUIET static int
enter(const char *name, void *site, uintptr_t caller)
{
    int error = errno;
    leave_the_dead(caller);
    char text[SIZE];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", mark);
    int known = depth < DEPTH ? depth : DEPTH;
    for (int i = 0; i < known; i++)
        if (stack[i].unnoted && n < SIZE - 256) {
            stack[i].unnoted = 0;
            n += (size_t)snprintf(text + n, sizeof text - n,
                                  "call %lld @%lx %lx\n", stack[i].when,
                                  (unsigned long)(uintptr_t)stack[i].function,
                                  (unsigned long)(uintptr_t)stack[i].site);
        }
    n += (size_t)snprintf(text + n, sizeof text - n, "call %lld =%s %lx\n",
                          now(), name, (unsigned long)(uintptr_t)site);
    note(text, n);
    int place = depth++;
    if (place < DEPTH) {
        stack[place].function = NULL;
        stack[place].frame = caller;
    }
    errno = error;
    return place;
}

QUIET static void
left(int place)
{
    int error = errno;
    leave_all_above(place);
    if (place >= DEPTH)
        note_done();
    errno = error;
}

QUIET void
__cyg_profile_func_enter(void *function, void *site)
{
    int place = depth++;
    if (place >= DEPTH)
        return;
    stack[place].function = function;
    stack[place].site = site;
    stack[place].frame = CALLER;
    stack[place].when = now();
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    stack[place].unnoted = 1; /* last: a signal handler may be next */
}

QUIET void
__cyg_profile_func_exit(void *function, void *site)
{
    (void)site;
    int error = errno;
    int place = depth - 1;
    if (place < DEPTH)
        while (place >= 0 && stack[place].function != function)
            place--;
    if (place >= 0)
        leave_all_above(place);
    errno = error;
}

#define CALL(type, name, parameters, ...)                                      \
    type __real_##name parameters;                                             \
    type __wrap_##name parameters;                                             \
    QUIET type __wrap_##name parameters                                        \
    {                                                                          \
        int place = enter(#name, HERE, CALLER);                                \
        type result = __real_##name(__VA_ARGS__);                              \
        left(place);                                                           \
        return result;                                                         \
    }

#define END(name)                                                              \
    _Noreturn void __real_##name(int status);                                  \
    _Noreturn void __wrap_##name(int status);                                  \
    QUIET _Noreturn void __wrap_##name(int status)                             \
    {                                                                          \
        enter(#name, HERE, CALLER);                                            \
        __real_##name(status);                                                 \
    }

CALL(pid_t, wait, (int *status), status)
CALL(pid_t, waitpid, (pid_t pid, int *status, int options), pid, status,
     options)
CALL(pid_t, wait3, (int *status, int options, struct rusage *usage), status,
     options, usage)
CALL(pid_t, wait4, (pid_t pid, int *status, int options, struct rusage *usage),
     pid, status, options, usage)
CALL(int, waitid, (idtype_t type, id_t id, siginfo_t *info, int options), type,
     id, info, options)
CALL(int, kill, (pid_t pid, int number), pid, number)
CALL(int, raise, (int number), number)
CALL(int, sigsuspend, (const sigset_t *set), set)
CALL(int, sigwait, (const sigset_t *set, int *number), set, number)
CALL(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *attributes,
      void *(*function)(void *), void *value),
     thread, attributes, function, value)
CALL(int, pthread_join, (pthread_t thread, void **value), thread, value)
CALL(int, pthread_mutex_lock, (pthread_mutex_t * mutex), mutex)
CALL(int, pthread_cond_wait,
     (pthread_cond_t * condition, pthread_mutex_t *mutex), condition, mutex)
CALL(int, sem_wait, (sem_t * semaphore), semaphore)
CALL(int, pipe, (int fds[2]), fds)
CALL(int, pipe2, (int fds[2], int flags), fds, flags)
CALL(int, close, (int fd), fd)
CALL(int, flock, (int fd, int operation), fd, operation)
CALL(int, lockf, (int fd, int command, off_t length), fd, command, length)
CALL(ssize_t, read, (int fd, void *data, size_t n), fd, data, n)
CALL(ssize_t, write, (int fd, const void *data, size_t n), fd, data, n)
CALL(int, poll, (struct pollfd * set, nfds_t n, int timeout), set, n, timeout)
CALL(int, ppoll,
     (struct pollfd * set, nfds_t n, const struct timespec *timeout,
      const sigset_t *mask),
     set, n, timeout, mask)
CALL(int, select,
     (int n, fd_set *in, fd_set *out, fd_set *other, struct timeval *timeout),
     n, in, out, other, timeout)
CALL(int, pselect,
     (int n, fd_set *in, fd_set *out, fd_set *other,
      const struct timespec *timeout, const sigset_t *mask),
     n, in, out, other, timeout, mask)
CALL(unsigned, sleep, (unsigned seconds), seconds)
CALL(int, usleep, (useconds_t time), time)
CALL(int, nanosleep, (const struct timespec *time, struct timespec *left_over),
     time, left_over)
CALL(int, puts, (const char *text), text)
CALL(int, putchar, (int c), c)
CALL(int, fputs, (const char *text, FILE *stream), text, stream)
CALL(size_t, fwrite, (const void *data, size_t size, size_t n, FILE *stream),
     data, size, n, stream)
CALL(int, system, (const char *command), command)
CALL(int, fflush, (FILE * stream), stream)
CALL(int, vprintf, (const char *format, va_list list), format, list)
CALL(int, execv, (const char *path, char *const words[]), path, words)
CALL(int, execvp, (const char *path, char *const words[]), path, words)
CALL(int, execve,
     (const char *path, char *const words[], char *const environment[]), path,
     words, environment)
CALL(int, posix_spawn,
     (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
      const posix_spawnattr_t *attributes, char *const words[],
      char *const environment[]),
     pid, path, actions, attributes, words, environment)
CALL(int, posix_spawnp,
     (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
      const posix_spawnattr_t *attributes, char *const words[],
      char *const environment[]),
     pid, path, actions, attributes, words, environment)
END(_exit)
END(exit)

/* The words of a call of execl() and its kin, the last of them NULL. */
#define WORDS(word)                                                            \
    va_list list;                                                              \
    int n = 0;                                                                 \
    va_start(list, word);                                                      \
    for (const char *each = word; each != NULL; n++)                           \
        each = va_arg(list, const char *);                                     \
    va_end(list);                                                              \
    char *words[n + 1];                                                        \
    va_start(list, word);                                                      \
    for (int i = 0; i <= n; i++)                                               \
        words[i] = i == 0 ? (char *)word : va_arg(list, char *);               \
    va_end(list)

int
__wrap_execl(const char *path, const char *word, ...);
QUIET int
__wrap_execl(const char *path, const char *word, ...)
{
    WORDS(word);
    int place = enter("execl", HERE, CALLER);
    int result = __real_execv(path, words);
    left(place);
    return result;
}

int
__wrap_execlp(const char *path, const char *word, ...);
QUIET int
__wrap_execlp(const char *path, const char *word, ...)
{
    WORDS(word);
    int place = enter("execlp", HERE, CALLER);
    int result = __real_execvp(path, words);
    left(place);
    return result;
}

pid_t
__real_fork(void);
pid_t
__wrap_fork(void);
QUIET pid_t
__wrap_fork(void)
{
    int place = enter("fork", HERE, CALLER);
    pid_t pid = __real_fork();
    if (pid == 0 && file != NULL) { /* in a file its copy begins with nothing */
        depth = place;
        noted = 0;
        for (int i = 0; i < place && i < DEPTH; i++)
            stack[i].unnoted = stack[i].function != NULL;
    } else {
        left(place);
    }
    return pid;
}

int
__real_pause(void);
int
__wrap_pause(void);
QUIET int
__wrap_pause(void)
{
    int place = enter("pause", HERE, CALLER);
    int result = __real_pause();
    left(place);
    return result;
}

int
__wrap_printf(const char *format, ...);
QUIET int
__wrap_printf(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int place = enter("printf", HERE, CALLER);
    int result = __real_vprintf(format, list);
    left(place);
    va_end(list);
    return result;
}

int
__wrap_dprintf(int fd, const char *format, ...);
QUIET int
__wrap_dprintf(int fd, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int place = enter("dprintf", HERE, CALLER);
    int result = vdprintf(fd, format, list);
    left(place);
    va_end(list);
    return result;
}

int
__wrap_fprintf(FILE *stream, const char *format, ...);
QUIET int
__wrap_fprintf(FILE *stream, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int place = enter("fprintf", HERE, CALLER);
    int result = vfprintf(stream, format, list);
    left(place);
    va_end(list);
    return result;
}
