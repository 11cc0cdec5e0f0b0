"""multiprocessing.Process under each start method, and what waits for it."""

import multiprocessing
import os
from multiprocessing.connection import wait

from frame import A, B, answer, before, choice, concurrent, late, run

fork, spawn, forkserver = map(
    multiprocessing.get_context, ("fork", "spawn", "forkserver")
)


def started(context, target=A, *arguments, **options):
    worker = context.Process(target=target, args=arguments, **options)
    worker.start()
    return worker


@before
def join_fork():
    started(fork).join()
    B()


@before
def join_spawn():
    started(spawn).join()
    B()


@before
def join_forkserver():
    started(forkserver).join()
    B()


@concurrent
def no_join_fork():
    started(fork)
    B()


@concurrent
def no_join_spawn():
    started(spawn)
    B()


@concurrent
def no_join_forkserver():
    started(forkserver)
    B()


@before
def sentinel_fork():
    worker = started(fork)
    wait([worker.sentinel])
    B()


@before
def join_both_fork():
    workers = [started(fork), started(fork, late, "other")]
    for worker in workers:
        worker.join()
    B()


@concurrent
def two_workers_fork():
    workers = [started(fork, A), started(fork, B)]
    for worker in workers:
        worker.join()


@concurrent
def two_workers_spawn():
    workers = [started(spawn, A), started(spawn, B)]
    for worker in workers:
        worker.join()


@choice("which_ready", "AB BA")
def two_workers_forkserver():
    # The server takes a worker's end and a request as they come.
    workers = [started(forkserver, A), started(forkserver, B)]
    for worker in workers:
        worker.join()


def a_and_later_end():
    A()
    late("end")


@choice("timed", "yAB nAB nBA")
def join_with_timeout_fork():
    worker = started(fork, a_and_later_end)
    worker.join(0.05)
    answer(not worker.is_alive())
    B()


if __name__ == "__main__":
    run(globals())
