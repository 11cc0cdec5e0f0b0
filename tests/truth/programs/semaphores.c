/* SPDX-License-Identifier: MIT */
/* Semaphores: System V, and POSIX in shared memory. */
#include "row.h"

static int
new_semaphore(void)
{
    return must(semget(IPC_PRIVATE, 1, 0600));
}

static int
change(int set, short by, short flags)
{
    return semop(set, &(struct sembuf){0, by, flags}, 1);
}

static sem_t *
shared_semaphore(void)
{
    sem_t *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    sem_init(shared, 1, 0);
    return shared;
}

BEFORE(sysv_semaphore)
{
    int set = new_semaphore();
    CHILD { A(); change(set, 1, 0); }
    change(set, -1, 0);
    B();
    semctl(set, 0, IPC_RMID);
}

BEFORE(sysv_semaphore_of_two)
{
    int set = new_semaphore();
    CHILD { change(set, 1, 0); A(); change(set, 1, 0); }
    change(set, -2, 0);
    B();
    semctl(set, 0, IPC_RMID);
}

BEFORE(sysv_semaphore_is_zero)
{
    int set = new_semaphore();
    change(set, 1, 0);
    CHILD { A(); change(set, -1, 0); }
    change(set, 0, 0);
    B();
    semctl(set, 0, IPC_RMID);
}

BEFORE(sysv_semaphore_undone_at_the_end)
{
    int set = new_semaphore();
    change(set, 1, 0);
    struct ends taken = new_pipe();
    CHILD { change(set, -1, SEM_UNDO); put(taken.in); A(); }
    get(taken.out);
    change(set, -1, 0);
    B();
    semctl(set, 0, IPC_RMID);
}

BEFORE(sysv_semaphore_removed)
{
    int set = new_semaphore();
    CHILD { A(); semctl(set, 0, IPC_RMID); }
    change(set, -1, 0); /* EIDRM */
    B();
}

BEFORE(sysv_semaphore_set)
{
    int set = new_semaphore();
    CHILD { A(); semctl(set, 0, SETVAL, 1); }
    change(set, -1, 0);
    B();
    semctl(set, 0, IPC_RMID);
}

CONCURRENT(sysv_semaphore_line_after)
{
    int set = new_semaphore();
    CHILD { change(set, 1, 0); A(); }
    change(set, -1, 0);
    B();
    semctl(set, 0, IPC_RMID);
}

CONCURRENT(sysv_semaphores_of_their_own)
{
    int one = new_semaphore(), other = new_semaphore();
    CHILD { A(); change(one, 1, 0); }
    CHILD { change(other, 1, 0); }
    change(other, -1, 0);
    B();
    while (wait(NULL) > 0) { }
    semctl(one, 0, IPC_RMID);
    semctl(other, 0, IPC_RMID);
}

CHOICE(sysv_semaphore_taken_yet, not_yet, "yAB nAB nBA")
{
    int set = new_semaphore();
    CHILD { A(); late("post"); change(set, 1, 0); }
    late("look");
    answer(change(set, -1, IPC_NOWAIT) == 0);
    B();
    wait(NULL);
    semctl(set, 0, IPC_RMID);
}

CHOICE(sysv_semaphore_whoever_posts, which_writer, "AB BA")
{
    int set = new_semaphore();
    CHILD { A(); change(set, 1, 0); }
    CHILD { late("other"); change(set, 1, 0); }
    change(set, -1, 0);
    B();
    while (wait(NULL) > 0) { }
    semctl(set, 0, IPC_RMID);
}

CHOICE(sysv_semaphore_as_a_lock, locked, "AB BA")
{
    int set = new_semaphore();
    change(set, 1, 0);
    CHILD { late("one"); change(set, -1, 0); A(); change(set, 1, 0); }
    CHILD { late("other"); change(set, -1, 0); B(); change(set, 1, 0); }
    while (wait(NULL) > 0) { }
    semctl(set, 0, IPC_RMID);
}

BEFORE(posix_semaphore)
{
    sem_t *shared = shared_semaphore();
    CHILD { A(); sem_post(shared); }
    sem_wait(shared);
    B();
}

BEFORE(posix_semaphore_with_a_name)
{
    char name[32];
    snprintf(name, sizeof name, "/truth-%d", getpid());
    sem_t *named = sem_open(name, O_CREAT | O_EXCL, 0600, 0);
    sem_unlink(name);
    CHILD { A(); sem_post(named); }
    sem_wait(named);
    B();
}

CHOICE(posix_semaphore_as_a_lock, locked, "AB BA")
{
    sem_t *shared = shared_semaphore();
    sem_post(shared);
    CHILD { late("one"); sem_wait(shared); A(); sem_post(shared); }
    CHILD { late("other"); sem_wait(shared); B(); sem_post(shared); }
    while (wait(NULL) > 0) { }
}

BEFORE(sysv_semaphore_of_two_by_two)
{
    int set = new_semaphore();
    CHILD { A(); change(set, 1, 0); }
    CHILD { change(set, 1, 0); }
    UNTIL(change(set, -1, 0) == 0) /* EINTR: a child has ended */
    UNTIL(change(set, -1, 0) == 0)
    B();
    semctl(set, 0, IPC_RMID);
}

BEFORE(sysv_semaphores_taken_at_once)
{
    int set = must(semget(IPC_PRIVATE, 2, 0600));
    CHILD { change(set, 1, 0); A(); must(semop(set, &(struct sembuf){1, 1, 0}, 1)); }
    UNTIL(semop(set, (struct sembuf[]){{0, -1, 0}, {1, -1, 0}}, 2) == 0)
    B();
    semctl(set, 0, IPC_RMID);
}

BEFORE(sysv_semaphore_passed_on)
{
    int set = must(semget(IPC_PRIVATE, 2, 0600));
    CHILD { A(); change(set, 1, 0); }
    CHILD { change(set, -1, 0); must(semop(set, &(struct sembuf){1, 1, 0}, 1)); }
    UNTIL(semop(set, &(struct sembuf){1, -1, 0}, 1) == 0)
    B();
    semctl(set, 0, IPC_RMID);
}

CONCURRENT(sysv_semaphore_for_both)
{
    int set = new_semaphore();
    change(set, 2, 0);
    CHILD { change(set, -1, 0); A(); change(set, 1, 0); }
    CHILD { change(set, -1, 0); B(); change(set, 1, 0); }
    while (wait(NULL) > 0) { }
    semctl(set, 0, IPC_RMID);
}

CONCURRENT(sysv_semaphore_set_before)
{
    int set = new_semaphore();
    must(semctl(set, 0, SETVAL, 2));
    CHILD { change(set, -1, 0); A(); }
    change(set, -1, 0);
    B();
    wait(NULL);
    semctl(set, 0, IPC_RMID);
}

CHOICE(sysv_semaphore_with_a_timeout, timed, "yAB nAB nBA")
{
    int set = new_semaphore();
    CHILD { A(); late("post"); change(set, 1, 0); }
    answer(semtimedop(set, &(struct sembuf){0, -1, 0}, 1, &(struct timespec){0, 30000000}) == 0);
    B();
    wait(NULL);
    semctl(set, 0, IPC_RMID);
}

CHOICE(sysv_semaphore_line_before_not_yet, not_yet, "nAB yAB yBA")
{
    int set = new_semaphore();
    CHILD { late("post"); change(set, 1, 0); B(); }
    A();
    late("look");
    answer(change(set, -1, IPC_NOWAIT) == 0);
    wait(NULL);
    semctl(set, 0, IPC_RMID);
}

CHOICE(sysv_semaphore_line_before_still_0, not_yet, "nAB yAB yBA")
{
    int set = new_semaphore();
    CHILD { late("post"); change(set, 1, 0); B(); }
    A();
    late("look");
    answer(semctl(set, 0, GETVAL) == 1);
    wait(NULL);
    semctl(set, 0, IPC_RMID);
}

CHOICE(sysv_semaphore_whoever_takes, locked, "AB BA")
{
    int set = new_semaphore();
    change(set, 1, 0);
    CHILD { late("one"); change(set, -1, SEM_UNDO); A(); }
    CHILD { late("other"); change(set, -1, SEM_UNDO); B(); }
    while (wait(NULL) > 0) { }
    semctl(set, 0, IPC_RMID);
}
