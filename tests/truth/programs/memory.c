/* SPDX-License-Identifier: MIT */
/* Shared memory, looked at in turns or waited for, and memory of others. */
#include "row.h"

static volatile int *
shared_memory(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void
futex_wait(volatile int *word)
{
    while (*word == 0) {
        syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
    }
}

static void
futex_wake(volatile int *word)
{
    *word = 1;
    syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

BEFORE(memory_shared)
{
    volatile int *word = shared_memory();
    CHILD { A(); *word = 1; }
    UNTIL(*word)
    B();
}

BEFORE(memory_shared_and_spun_on)
{
    volatile int *word = shared_memory();
    CHILD { A(); *word = 1; }
    while (!*word) { }
    B();
}

BEFORE(memory_only_read_here)
{
    int fd = memfd_create("memory", 0);
    ftruncate(fd, 4096);
    volatile int *word = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    CHILD { int *own = mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0); A(); *own = 1; }
    UNTIL(*word)
    B();
}

BEFORE(memory_of_a_file_written_to)
{
    int fd = memfd_create("memory", 0), one = 1;
    ftruncate(fd, 4096);
    volatile int *word = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    CHILD { A(); pwrite(fd, &one, sizeof one, 0); }
    UNTIL(*word)
    B();
}

BEFORE(memory_mapped_privately_and_read)
{
    int fd = memfd_create("memory", 0), one = 1;
    ftruncate(fd, 4096);
    volatile int *word = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    CHILD { A(); pwrite(fd, &one, sizeof one, 0); }
    UNTIL(*word)
    B();
}

BEFORE(memory_made_writable_later)
{
    int fd = memfd_create("memory", 0);
    ftruncate(fd, 4096);
    volatile int *word = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    CHILD { mprotect((void *)word, 4096, PROT_READ | PROT_WRITE); A(); *word = 1; }
    UNTIL(*word)
    B();
}

BEFORE(memory_of_system_v)
{
    int id = must(shmget(IPC_PRIVATE, 4096, 0600));
    volatile int *word = shmat(id, NULL, 0);
    shmctl(id, IPC_RMID, NULL);
    CHILD { A(); *word = 1; }
    UNTIL(*word)
    B();
}

BEFORE(memory_with_a_name)
{
    char name[32];
    snprintf(name, sizeof name, "/truth-%d", getpid());
    int fd = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    shm_unlink(name);
    ftruncate(fd, 4096);
    volatile int *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    CHILD { A(); *word = 1; }
    UNTIL(*word)
    B();
}

BEFORE(memory_futex)
{
    volatile int *word = shared_memory();
    CHILD { A(); futex_wake(word); }
    futex_wait(word);
    B();
}

BEFORE(memory_mutex)
{
    pthread_mutex_t *mutex = (void *)shared_memory();
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(mutex, &attributes);
    struct ends held = new_pipe();
    CHILD { pthread_mutex_lock(mutex); put(held.in); A(); pthread_mutex_unlock(mutex); }
    get(held.out);
    pthread_mutex_lock(mutex);
    B();
}

static int
say_a_and_set(void *word)
{
    A();
    *(volatile int *)word = 1;
    return 0;
}

BEFORE(memory_of_a_clone)
{
    static volatile int word;
    static char stack[65536] __attribute__((aligned(16)));
    must(clone(say_a_and_set, stack + sizeof stack, CLONE_VM | SIGCHLD, (void *)&word));
    UNTIL(word)
    B();
}

BEFORE(memory_written_from_outside)
{
    static volatile int word;
    int one = 1;
    pid_t pid;
    CHILD_AS(pid) { UNTIL(word) B(); }
    A();
    process_vm_writev(pid, &(struct iovec){&one, 4}, 1, &(struct iovec){(void *)&word, 4}, 1, 0);
    wait(NULL);
}

BEFORE(memory_read_from_outside)
{
    static volatile int word;
    int seen = 0;
    pid_t pid;
    CHILD_AS(pid) { A(); word = 1; stay(); }
    UNTIL((process_vm_readv(pid, &(struct iovec){&seen, 4}, 1, &(struct iovec){(void *)&word, 4}, 1, 0), seen))
    B();
}

BEFORE(memory_by_proc)
{
    static volatile int word;
    int seen = 0;
    pid_t pid;
    CHILD_AS(pid) { A(); word = 1; stay(); }
    char name[32];
    snprintf(name, sizeof name, "/proc/%d/mem", pid);
    int fd = must(open(name, O_RDONLY));
    UNTIL((pread(fd, &seen, 4, (off_t)(uintptr_t)&word), seen))
    B();
}

CONCURRENT(memory_of_their_own)
{
    CHILD { A(); bytes[0] = 1; }
    bytes[0] = 2;
    B();
}

CONCURRENT(memory_mapped_and_not_shared)
{
    volatile int *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHILD { A(); *word = 1; }
    *word = 2;
    B();
}

CHOICE(memory_not_yet, not_yet, "yAB nAB nBA")
{
    volatile int *word = shared_memory();
    CHILD { A(); late("write"); *word = 1; }
    late("look");
    answer(*word);
    B();
}
