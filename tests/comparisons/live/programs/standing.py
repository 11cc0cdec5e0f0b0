"""Programs that stand still by a fault, or with it repaired wait for a worker that sleeps.

standing.py SCENARIO fault|repaired START_METHOD
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

LONG = 600
SCENARIO, VARIANT, METHOD = sys.argv[1:4]
FAULT = VARIANT == "fault"
context = multiprocessing.get_context(METHOD)


def fill(queue):
    if not FAULT:
        time.sleep(LONG)
    queue.put("x" * 1_000_000)


def undrained_queue():
    queue = context.Queue()
    worker = context.Process(target=fill, args=(queue,))
    worker.start()
    if not FAULT:
        queue.get()
    worker.join()


def take(lock):
    if not FAULT:
        time.sleep(LONG)
    with lock:
        pass


def held_lock():
    lock = context.Lock()
    worker = context.Process(target=take, args=(lock,))
    with lock:
        worker.start()
        if FAULT:
            worker.join()
    worker.join()


def second_first(first, second, has):
    if FAULT:
        with second:
            has.set()
            with first:
                pass
    else:
        with first, second:
            time.sleep(LONG)


def two_orders():
    first, second, has = context.Lock(), context.Lock(), context.Event()
    worker = context.Process(target=second_first, args=(first, second, has))
    if FAULT:
        with first:
            worker.start()
            has.wait()
            with second:
                pass
    else:
        worker.start()
    worker.join()


def die_with(lock):
    lock.acquire()
    os._exit(1)


def dead_holder():
    lock = context.Lock()
    if FAULT:
        holder = context.Process(target=die_with, args=(lock,))
        holder.start()
        holder.join()
    worker = context.Process(target=take, args=(lock,))
    worker.start()
    worker.join()


def idle(_number):
    return os.getpid()


def idle_pool_worker_killed():
    with context.Pool(2) as pool:
        pids = set(pool.map(idle, range(20), chunksize=1))
        if not FAULT:
            pool.map(time.sleep, [LONG, LONG])
        for each in multiprocessing.active_children():
            if each.pid in pids:
                wait_until_asleep(each.pid)
        # One of two has the lock of the queue of tasks while it waits for one.
        for each in multiprocessing.active_children():
            os.kill(each.pid, signal.SIGKILL)
        pool.map(idle, range(2))


def wait_until_asleep(pid):
    while open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] != "S":
        time.sleep(0.01)


def stop_or_sleep():
    if FAULT:
        os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(LONG)


def stopped_worker():
    worker = context.Process(target=stop_or_sleep)
    worker.start()
    worker.join()


def full_pipe():
    last = "" if FAULT else f"; sleep {LONG}"
    child = subprocess.Popen(
        ["sh", "-c", f"head -c 1000000 /dev/zero{last}"], stdout=subprocess.PIPE
    )
    if FAULT:
        child.wait()
    child.communicate()


def read_to_the_end(reader, writer):
    if not FAULT:
        writer.close()
    while True:
        try:
            reader.recv()
        except EOFError:
            return


def own_write_end():
    reader, writer = context.Pipe(duplex=False)
    worker = context.Process(target=read_to_the_end, args=(reader, writer))
    worker.start()
    if not FAULT:
        time.sleep(LONG)
    writer.close()
    worker.join()


def barrier_left(barrier):
    if not FAULT:
        time.sleep(LONG)
        barrier.wait()


def barrier():
    both = context.Barrier(2)
    worker = context.Process(target=barrier_left, args=(both,))
    worker.start()
    both.wait()


def log():
    if not FAULT:
        time.sleep(LONG)
    with copied:
        pass


copied = threading.Lock()


def lock_copied():
    worker = context.Process(target=log)
    if FAULT:
        copied.acquire()
    worker.start()
    worker.join()


def thread_event():
    event = threading.Event()
    target = event.wait if FAULT else lambda: time.sleep(LONG)
    thread = threading.Thread(target=target)
    thread.start()
    thread.join()


def nobody_sends_it():
    if FAULT:
        signal.pause()
    time.sleep(LONG)


if __name__ == "__main__":
    globals()[SCENARIO]()
