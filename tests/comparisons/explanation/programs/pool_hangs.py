"""A pool whose task never ends."""

import multiprocessing
import os

import until


def both_wait():
    until.waits(os.getppid(), "futex", pid=os.getppid())
    until.too_much()


def work(_number):
    until.then(both_wait, "pipe_read", "anon_pipe_read")
    reader, _writer = multiprocessing.Pipe(duplex=False)
    reader.recv()


if __name__ == "__main__":
    with multiprocessing.Pool(1) as pool:
        pool.map(work, [1])
