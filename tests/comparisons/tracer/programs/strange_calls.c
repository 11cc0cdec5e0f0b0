/* SPDX-License-Identifier: MIT */
/* Makes calls that no table has, some that it has for what they may carry, and
 * inert ones between them. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int
main(void)
{
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct timespec now;
    getpid();
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    if (syscall(1000) != -1 || errno != ENOSYS)
        return 1;
    getppid();
    getpgid(0);
    getpgid(getpid());
    getpgid(1);
    madvise(page, 4096, MADV_WILLNEED);
    madvise(page, 4096, MADV_REMOVE);
    lseek(0, 0, SEEK_CUR);
    lseek(0, 1, SEEK_SET); /* nobody else has this open */
    shmget(IPC_PRIVATE, 0, 0);
#ifdef __x86_64__
    long result;
    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(20)
                     : "memory"); /* getpid */
    syscall(0x40000000 | 39);     /* that of x32 */
#endif
    return 0;
}
