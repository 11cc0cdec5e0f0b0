"""What processes share, made by the context, and what is built on its Process."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.managers import SyncManager
from multiprocessing.queues import JoinableQueue, Queue, SimpleQueue
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Barrier, Condition, Event, Lock, RLock, Semaphore
from typing import Any

from observing import Context, case, main, nothing, outcome, started, wait


class Service:
    """Has a process that runs one of its methods, and another that does not run yet."""

    def __init__(self, context: Context) -> None:
        self.answers = context.SimpleQueue()
        self.process = context.Process(target=self.run, name="mine")
        self.next = context.Process(target=nothing, name="next")

    def run(self) -> None:
        """A worker that looks at itself, and at its sibling."""
        mine = self.process
        self.answers.put([mine is multiprocessing.current_process(), mine.is_alive(), mine.name])
        self.answers.put([self.next.name, self.next.pid])


@case
def a_worker_that_has_its_own_process(context: Context) -> Any:
    """The object that the parent started is the current process of the worker, in every place."""
    service = Service(context)
    service.process.start()
    service.process.join()
    seen = [service.answers.get() for _ in range(2) if not service.answers.empty()]
    return [seen, service.process.exitcode]


def fill(queue: "Queue[int]", simple: "SimpleQueue[int]", joinable: "JoinableQueue[int]") -> None:
    """A worker that puts."""
    queue.put(1)
    simple.put(2)
    joinable.get()
    joinable.task_done()


@case
def queues(context: Context) -> Any:
    """Read before join(), or 64 KiB are enough to hang."""
    queue, simple, joinable = context.Queue(), context.SimpleQueue(), context.JoinableQueue()
    joinable.put(3)
    process = started(context, fill, queue, simple, joinable)
    joinable.join()
    got = [queue.get(), simple.get()]
    process.join()
    queue.close()
    queue.join_thread()
    return [*got, process.exitcode]


def use_locks(
    lock: Lock, rlock: RLock, semaphore: Semaphore, condition: Condition, event: Event
) -> None:
    """A worker that synchronises."""
    with lock, rlock, rlock, semaphore, condition:
        condition.notify_all()
        event.set()


@case
def locks(context: Context) -> Any:
    """All kinds."""
    condition, event = context.Condition(), context.Event()
    # start() lets go of the arguments, and a lock without a name here is gone for the worker.
    others = [context.Lock(), context.RLock(), context.Semaphore()]
    with condition:
        process = started(context, use_locks, *others, condition, event)
        notified = condition.wait(None)
    process.join()
    del others
    return [notified, event.wait(0), process.exitcode]


def meet(barrier: Barrier, value: "Synchronized[int]", array: Any) -> None:
    """A worker that counts."""
    barrier.wait()
    with value.get_lock():
        value.value += 1
    array[barrier.wait()] = value.value


@case
def shared_memory(context: Context) -> Any:
    """A barrier, a value and an array."""
    barrier, value, array = context.Barrier(2), context.Value("i", 0), context.Array("i", 2)
    processes = [started(context, meet, barrier, value, array) for _ in range(2)]
    for process in processes:
        process.join()
    return [value.value, sum(map(bool, array[:])), [p.exitcode for p in processes]]


def set_item(shared: Any) -> None:
    """A worker that asks the manager's process."""
    shared["answer"] = 42


@case
def manager(context: Context) -> Any:
    """Its server is a Process of the context.

    As context.Manager() makes it, but for the time limit: one that takes a second to end, as on a
    busy machine, is terminated.
    """
    with SyncManager(ctx=context, shutdown_timeout=60) as manager:
        shared = manager.dict()
        process = started(context, set_item, shared)
        process.join()
        server: Any = vars(manager)["_process"]
        seen = [dict(shared), type(server).__name__, process.exitcode]
    return [*seen, server.exitcode]


def double(number: int) -> int:
    """For pools."""
    return 2 * number


def fails(number: int) -> int:
    """For pools."""
    raise ValueError(number)


@case
def pool(context: Context) -> Any:
    """Its workers are Processes of the context."""
    with context.Pool(2, maxtasksperchild=2) as pool:
        workers = [type(worker).__name__ for worker in pool._pool]
        seen = [pool.map(double, range(5), chunksize=1), outcome(pool.apply, fails, (3,))]
        pool.close()
        pool.join()
    return [workers, *seen, [type(worker).__name__ for worker in pool._pool]]


@case
def executor(context: Context) -> Any:
    """concurrent.futures on the context."""
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        seen = [list(executor.map(double, range(3))), outcome(executor.submit(fails, 3).result)]
        seen.append(sorted({type(each).__name__ for each in executor._processes.values()}))
    return seen


@case
def the_first_of_many(context: Context) -> Any:
    """wait() on the sentinels, until all have ended."""
    processes = [started(context, nothing) for _ in range(3)]
    left = [process.sentinel for process in processes]
    while left:
        ready = wait(left)
        assert ready
        left = [each for each in left if each not in ready]
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


@case
def a_sentinel_beside_a_connection(context: Context) -> Any:
    """A worker's end makes its sentinel ready, and leaves the exit code to join()."""
    ours, theirs = context.Pipe()
    process = started(context, os._exit, 7)
    objects = [ours, process.sentinel]
    ready = [wait(objects)]
    theirs.send(None)
    ready.append(wait(objects))
    process.join()
    return [[objects.index(each) for each in some] for some in ready] + [process.exitcode]


@case
def nothing_is_left(context: Context) -> Any:
    """All have been joined."""
    return [process.name for process in multiprocessing.active_children()]


if __name__ == "__main__":
    main()
