/* SPDX-License-Identifier: MIT */
/* io_uring(7): calls that no recorder sees. */
#include "row.h"

/* Do one operation on one byte by a new ring, and wait for it. */
static int
by_ring(uint8_t operation, int fd)
{
    struct io_uring_params set = {0};
    int ring = must((int)syscall(SYS_io_uring_setup, 1, &set));
    size_t size = set.sq_off.array + sizeof(unsigned) + set.cq_off.cqes + 64;
    char *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    char *completions = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_CQ_RING);
    struct io_uring_sqe *entry =
        mmap(NULL, sizeof *entry, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    *entry = (struct io_uring_sqe){.opcode = operation, .fd = fd};
    if (operation != IORING_OP_CLOSE) {
        entry->addr = (uint64_t)bytes;
        entry->len = 1;
        entry->off = (uint64_t)-1;
    }
    ((unsigned *)(map + set.sq_off.array))[0] = 0;
    __atomic_store_n((unsigned *)(map + set.sq_off.tail), 1, __ATOMIC_RELEASE);
    must((int)syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0));
    return ((struct io_uring_cqe *)(completions + set.cq_off.cqes))[0].res;
}

BEFORE(ring_writes)
{
    struct ends p = new_pipe();
    CHILD { A(); by_ring(IORING_OP_WRITE, p.in); }
    get(p.out);
    B();
}

BEFORE(ring_reads)
{
    struct ends p = new_pipe();
    CHILD { A(); put(p.in); }
    by_ring(IORING_OP_READ, p.out);
    B();
}

BEFORE(ring_closes)
{
    struct ends p = new_pipe();
    CHILD { A(); by_ring(IORING_OP_CLOSE, p.in); stay(); }
    close(p.in);
    get(p.out);
    B();
}

BEFORE(ring_shifts_the_bytes)
{
    struct ends p = new_pipe();
    CHILD { by_ring(IORING_OP_WRITE, p.in); A(); put(p.in); }
    get(p.out);
    get(p.out);
    B();
}

CONCURRENT(ring_writes_what_is_read_first)
{
    struct ends p = new_pipe(), q = new_pipe();
    CHILD { by_ring(IORING_OP_WRITE, p.in); put(q.in); A(); put(p.in); }
    get(q.out);
    get(p.out);
    B();
}
