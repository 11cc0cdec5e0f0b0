"""multiprocessing's and concurrent.futures' pools, queues, locks, managers; and threads."""

import multiprocessing
import os
import queue
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from multiprocessing import shared_memory

from frame import A, B, answer, before, choice, concurrent, late, run

fork = multiprocessing.get_context("fork")


def started(target, *arguments):
    worker = fork.Process(target=target, args=arguments)
    worker.start()
    return worker


def a_then(call, *arguments):
    A()
    call(*arguments)


@before
def pool_apply():
    with fork.Pool(1) as pool:
        pool.apply(A)
        B()


@before
def pool_map():
    with fork.Pool(2) as pool:
        pool.map(A, [1])
        B()


@before
def pool_closed_and_joined():
    pool = fork.Pool(2)
    pool.apply_async(A)
    pool.close()
    pool.join()
    B()


@before
def pool_result():
    with fork.Pool(2) as pool:
        pool.apply_async(A).get()
        B()


@before
def executor_result():
    with ProcessPoolExecutor(1, fork) as pool:
        pool.submit(A).result()
        B()


@before
def executor_shut_down():
    with ProcessPoolExecutor(2, fork) as pool:
        pool.submit(A)
    B()


@before
def executor_in_turn():
    with ProcessPoolExecutor(2, fork) as pool:
        pool.submit(A).result()
        pool.submit(B).result()


@before
def queue_get():
    channel = fork.Queue()
    worker = started(a_then, channel.put, 1)
    channel.get()
    B()
    worker.join()


@before
def simple_queue_get():
    channel = fork.SimpleQueue()
    worker = started(a_then, channel.put, 1)
    channel.get()
    B()
    worker.join()


@before
def joinable_queue():
    channel = fork.JoinableQueue()
    channel.put(1)
    worker = started(take_and_say, channel)
    channel.join()
    B()
    worker.join()


def take_and_say(channel):
    channel.get()
    A()
    channel.task_done()


@before
def event_wait():
    event = fork.Event()
    worker = started(a_then, event.set)
    event.wait()
    B()
    worker.join()


@before
def semaphore_acquire():
    semaphore = fork.Semaphore(0)
    worker = started(a_then, semaphore.release)
    semaphore.acquire()
    B()
    worker.join()


@before
def lock_released_by_another():
    lock = fork.Lock()
    lock.acquire()
    worker = started(a_then, lock.release)
    lock.acquire()
    B()
    worker.join()


@before
def condition_notified():
    condition = fork.Condition()
    with condition:
        worker = started(a_and_notify, condition)
        condition.wait()
    B()
    worker.join()


def a_and_notify(condition):
    with condition:
        A()
        condition.notify()


@before
def barrier_of_two():
    barrier = fork.Barrier(2)
    worker = started(a_and_meet, barrier)
    barrier.wait()
    B()
    worker.join()


def a_and_meet(barrier):
    A()
    barrier.wait()


@before
def value_looked_at():
    value = fork.Value("i", 0)
    worker = started(a_and_set, value)
    while not value.value:
        time.sleep(0.001)
    B()
    worker.join()


def a_and_set(value):
    A()
    value.value = 1


@before
def shared_memory_looked_at():
    memory = shared_memory.SharedMemory(create=True, size=1)
    worker = started(a_and_fill, memory)
    while not memory.buf[0]:
        time.sleep(0.001)
    B()
    worker.join()
    memory.close()
    memory.unlink()


def a_and_fill(memory):
    A()
    memory.buf[0] = 1


@before
def manager_queue():
    with fork.Manager() as manager:
        channel = manager.Queue()
        worker = started(a_then, channel.put, 1)
        channel.get()
        B()
        worker.join()


@before
def manager_dictionary():
    with fork.Manager() as manager:
        shared = manager.dict()
        worker = started(a_and_store, shared)
        while "x" not in shared:
            time.sleep(0.001)
        B()
        worker.join()


def a_and_store(shared):
    A()
    shared["x"] = 1


@before
def thread_joined():
    thread = threading.Thread(target=A)
    thread.start()
    thread.join()
    B()


@before
def thread_pool_result():
    with ThreadPoolExecutor(1) as pool:
        pool.submit(A).result()
        B()


@before
def thread_queue():
    channel = queue.Queue()
    threading.Thread(target=a_then, args=(channel.put, 1)).start()
    channel.get()
    B()


@before
def thread_through_a_pipe():
    out, in_ = os.pipe()
    threading.Thread(target=lambda: (A(), os.write(in_, b"x"))).start()
    os.read(out, 1)
    B()


@concurrent
def pool_of_two():
    with fork.Pool(2) as pool:
        results = [pool.apply_async(A), pool.apply_async(B)]
        for result in results:
            result.get()


@concurrent
def executor_of_two():
    with ProcessPoolExecutor(2, fork) as pool:
        pool.submit(A)
        pool.submit(B)


@concurrent
def threads_of_their_own():
    threads = [threading.Thread(target=A), threading.Thread(target=B)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@concurrent
def queue_of_two():
    channel = fork.Queue()
    workers = [started(a_then, channel.put, 1), started(b_then_put, channel)]
    for worker in workers:
        channel.get()
    for worker in workers:
        worker.join()


def b_then_put(channel):
    B()
    channel.put(1)


@concurrent
def thread_pool_of_two():
    with ThreadPoolExecutor(2) as pool:
        pool.submit(A)
        pool.submit(B)


@concurrent
def takers_of_one_queue():
    channel = fork.Queue()
    workers = [started(take_and_call, channel), started(take_and_call, channel)]
    for task in ("A", "B", None, None):
        channel.put(task)
    for worker in workers:
        worker.join()


def take_and_call(channel):
    while task := channel.get():
        {"A": A, "B": B}[task]()


@choice("locked", "AB BA")
def lock_by_whoever_is_first():
    lock = fork.Lock()
    workers = [started(with_lock, lock, A), started(with_lock, lock, B)]  # late("one"), late("other")
    for worker in workers:
        worker.join()


def with_lock(lock, line):
    late("one" if line is A else "other")
    with lock:
        line()


@choice("which_writer", "AB BA")
def queue_first_of_two():
    channel = fork.Queue()
    workers = [started(a_then, channel.put, 1), started(put_later, channel)]  # late("other")
    channel.get()
    B()
    channel.get()
    for worker in workers:
        worker.join()


def put_later(channel):
    late("other")
    channel.put(1)


@choice("which_child", "AB BA")
def first_completed():
    with ProcessPoolExecutor(2, fork) as pool:
        futures = [pool.submit(A), pool.submit(late, "other")]
        wait_for(futures, return_when="FIRST_COMPLETED")
        B()


@choice("timed", "yAB nAB nBA")
def event_with_timeout():
    event = fork.Event()
    worker = started(a_then_later_set, event)  # late("set")
    answer(event.wait(0.05))
    B()
    worker.join()


def a_then_later_set(event):
    A()
    late("set")
    event.set()


@choice("timed", "yAB nAB nBA")
def queue_with_timeout():
    channel = fork.Queue()
    worker = started(a_then_later_put, channel)  # late("put")
    try:
        channel.get(timeout=0.05)
        answer(True)
    except queue.Empty:
        answer(False)
    B()
    worker.join()


def a_then_later_put(channel):
    A()
    late("put")
    channel.put(1)


if __name__ == "__main__":
    run(globals())
