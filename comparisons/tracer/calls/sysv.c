#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* SPDX-License-Identifier: MIT */
/* System V message queues, semaphores and shared memory, sysvipc(7).
 *
 * Each is known by its id, which is one of an IPC namespace. What was in it
 * before anybody here knew of it only the kernel tells; so it is asked when one
 * is found or made, where this process is in that namespace. */
#include "calls/decode.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "proc/memory.h"
#include "session.h"
#include "tracee_fields.h"

#ifndef MSG_COPY
#define MSG_COPY 040000
#endif

enum { MOST = 256 /* semaphores of a set, operations of a call */ };

static const struct name make_flags[] = {NAME(IPC_CREAT), NAME(IPC_EXCL)};

static const struct name message_flags[] = {
    NAME(IPC_NOWAIT),
    NAME(MSG_EXCEPT),
    NAME(MSG_COPY),
    NAME(MSG_NOERROR),
};

/* The number of a thread's IPC namespace; 0: unknown. */
static ino_t
namespace_of(pid_t tid)
{
    char path[32];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/ns/ipc", (int)tid);
    return stat(path, &status) == 0 ? status.st_ino : 0;
}

/* The name of what has this id: "messages:[4026531839:7]". */
static struct text
object(const struct stopped_call *stopped, const char *sort, int64_t id)
{
    char name[64];
    ino_t space = namespace_of(stopped->tracee->tid);
    if (space == 0)
        return (struct text){0};
    int n = snprintf(name, sizeof name, "%s:[%llu:%lld]", sort,
                     (unsigned long long)space, (long long)id);
    return text_copy(&stopped->session->scratch, name, (size_t)n);
}

/* Whether what this process finds is what the tracee does. */
static bool
shares_namespace(const struct stopped_call *stopped)
{
    ino_t space = namespace_of(stopped->tracee->tid);
    return space != 0 && space == namespace_of(getpid());
}

/* A call that finds something by its key, or makes it. */
static bool
enter_key(const struct stopped_call *stopped, struct arguments *given,
          int flags)
{
    given->key = number_of((int)stopped->arguments[0]);
    given->flags = NAMES_OF((uint32_t)flags, make_flags);
    return given->key.value != IPC_PRIVATE && shares_namespace(stopped);
}

void
enter_msgget(const struct stopped_call *stopped, struct arguments *given)
{
    if (enter_key(stopped, given, (int)stopped->arguments[1]))
        given->exists =
            msgget((key_t)given->key.value, 0) != -1 || errno != ENOENT;
}

void
enter_semget(const struct stopped_call *stopped, struct arguments *given)
{
    if (enter_key(stopped, given, (int)stopped->arguments[2]))
        given->exists =
            semget((key_t)given->key.value, 0, 0) != -1 || errno != ENOENT;
}

static bool
leave_key(const struct stopped_call *stopped, struct results *found,
          const char *sort)
{
    if (stopped->result < 0)
        return false;
    found->kind = RESULTS_KEY;
    found->objects[0] = object(stopped, sort, stopped->result);
    return shares_namespace(stopped);
}

void
leave_msgget(const struct stopped_call *stopped, struct results *found)
{
    struct msqid_ds queue;
    int64_t *held = scratch_take(&stopped->session->scratch, sizeof *held);
    if (!leave_key(stopped, found, "messages") || held == NULL ||
        msgctl((int)stopped->result, IPC_STAT, &queue) == -1)
        return;
    *held = (int64_t)queue.msg_qnum;
    found->values = held;
    found->value_count = 1;
    found->room = number_of((int64_t)queue.msg_qbytes);
}

void
leave_semget(const struct stopped_call *stopped, struct results *found)
{
    struct semid_ds set;
    union {
        struct semid_ds *buf;
        unsigned short *array;
    } asked = {.buf = &set};
    unsigned short values[MOST];
    if (!leave_key(stopped, found, "semaphores") ||
        semctl((int)stopped->result, 0, IPC_STAT, asked) == -1 ||
        set.sem_nsems > MOST)
        return;
    int64_t *copy =
        scratch_take(&stopped->session->scratch, set.sem_nsems * sizeof *copy);
    asked.array = values;
    if (copy == NULL || semctl((int)stopped->result, 0, GETALL, asked) == -1)
        return;
    for (unsigned i = 0; i < set.sem_nsems; i++)
        copy[i] = values[i];
    found->values = copy;
    found->value_count = (unsigned)set.sem_nsems;
}

/* A queue, and whether the call waits. */
static void
enter_message(const struct stopped_call *stopped, struct arguments *given,
              int flags)
{
    given->object = object(stopped, "messages", (int)stopped->arguments[0]);
    given->count = number_of(stopped->arguments[2] < INT64_MAX
                                 ? (int64_t)stopped->arguments[2]
                                 : INT64_MAX);
    given->flags = NAMES_OF((uint32_t)flags, message_flags);
    given->timeout = number_of(flags & IPC_NOWAIT ? 0 : -1);
}

static struct number
type_at(const struct stopped_call *stopped)
{
    long type;
    return memory_read(stopped->tracee->tid, stopped->arguments[1], &type,
                       sizeof type) == 0
               ? number_of(type)
               : (struct number){0};
}

void
enter_msgsnd(const struct stopped_call *stopped, struct arguments *given)
{
    enter_message(stopped, given, (int)stopped->arguments[3]);
    given->message_type = type_at(stopped);
}

void
enter_msgrcv(const struct stopped_call *stopped, struct arguments *given)
{
    enter_message(stopped, given, (int)stopped->arguments[4]);
    given->message_type = number_of((int64_t)stopped->arguments[3]);
}

void
leave_msgrcv(const struct stopped_call *stopped, struct results *found)
{
    if (stopped->result < 0)
        return;
    found->kind = RESULTS_MESSAGE;
    found->message_type = type_at(stopped);
}

static void
enter_control(const struct stopped_call *stopped, struct arguments *given,
              const char *sort, int command)
{
    static const struct name commands[] = {
        NAME(IPC_RMID), NAME(IPC_SET), NAME(IPC_STAT), NAME(GETPID),
        NAME(GETVAL),   NAME(GETALL),  NAME(GETNCNT),  NAME(GETZCNT),
        NAME(SETVAL),   NAME(SETALL),
    };
    given->object = object(stopped, sort, (int)stopped->arguments[0]);
    given->command = name_of(commands, sizeof commands / sizeof *commands,
                             (uint64_t)command & ~0x100U); /* IPC_64 */
}

void
enter_msgctl(const struct stopped_call *stopped, struct arguments *given)
{
    enter_control(stopped, given, "messages", (int)stopped->arguments[1]);
}

void
enter_semctl(const struct stopped_call *stopped, struct arguments *given)
{
    int command = (int)stopped->arguments[2];
    enter_control(stopped, given, "semaphores", command);
    given->member = number_of((int)stopped->arguments[1]);
    if ((command & ~0x100) == SETVAL)
        given->value = number_of((int)stopped->arguments[3]);
}

static void
operations(const struct stopped_call *stopped, struct arguments *given)
{
    struct sembuf list[MOST];
    uint64_t n = stopped->arguments[2];
    given->object = object(stopped, "semaphores", (int)stopped->arguments[0]);
    if (n > MOST || memory_read(stopped->tracee->tid, stopped->arguments[1],
                                list, n * sizeof *list) == -1)
        return;
    struct sembuf *copy =
        scratch_take(&stopped->session->scratch, n * sizeof *copy + 1);
    if (copy == NULL)
        return;
    for (uint64_t i = 0; i < n; i++) {
        copy[i] = list[i];
        if (list[i].sem_flg & IPC_NOWAIT)
            given->timeout = number_of(0);
    }
    given->operations = copy;
    given->operation_count = (unsigned)n;
}

void
enter_semop(const struct stopped_call *stopped, struct arguments *given)
{
    given->timeout = number_of(-1);
    operations(stopped, given);
}

void
enter_semtimedop(const struct stopped_call *stopped, struct arguments *given)
{
    struct timespec time;
    if (stopped->arguments[3] == 0)
        given->timeout = number_of(-1);
    else if (memory_read(stopped->tracee->tid, stopped->arguments[3], &time,
                         sizeof time) == 0)
        given->timeout =
            number_of((int64_t)time.tv_sec * 1000000000 + time.tv_nsec);
    operations(stopped, given);
}

void
enter_shmat(const struct stopped_call *stopped, struct arguments *given)
{
    given->object = object(stopped, "memory", (int)stopped->arguments[0]);
    given->writes = !(stopped->arguments[2] & SHM_RDONLY);
}
