"""Tests that hang, or leave something behind; what they say of themselves is held against that."""

import asyncio
import concurrent.futures
import multiprocessing
import os
import signal
import subprocess
import threading
import time
import unittest

import pytest

fork, spawn, forkserver = map(multiprocessing.get_context, ("fork", "spawn", "forkserver"))
kept = []


def fill(queue):
    queue.put("x" * 1_000_000)


def test_queue():
    queue = fork.Queue()
    worker = fork.Process(target=fill, args=(queue,))
    worker.start()
    worker.join()


def take(lock):
    with lock:
        pass


def test_lock():
    lock = fork.Lock()
    worker = fork.Process(target=take, args=(lock,))
    with lock:
        worker.start()
        worker.join()


def test_lock_of_spawn():
    lock = spawn.Lock()
    worker = spawn.Process(target=take, args=(lock,))
    with lock:
        worker.start()
        worker.join()


def test_lock_twice():
    lock = threading.Lock()
    with lock, lock:
        pass


def test_pool():
    with fork.Pool(2) as pool:
        pool.apply(signal.pause)


def end():
    os._exit(1)


def test_pool_task_lost():
    with fork.Pool(2) as pool:
        pool.apply(end)


copied = threading.Lock()


def take_copied():
    with copied:
        pass


def test_executor():
    copied.acquire()
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=fork) as executor:
        executor.submit(take_copied).result()


def test_subprocess():
    child = subprocess.Popen(["seq", "100000"], stdout=subprocess.PIPE)
    child.wait()


def test_asyncio():
    async def main():
        child = await asyncio.create_subprocess_exec("sleep", "600")
        await child.wait()

    asyncio.run(main())


def test_forkserver():
    worker = forkserver.Process(target=signal.pause)
    worker.start()
    worker.join()


def test_event():
    threading.Event().wait()


def test_thread():
    thread = threading.Thread(target=threading.Event().wait)
    thread.start()
    thread.join()


def test_own_pipe():
    reader, _writer = os.pipe()
    os.read(reader, 1)


class TestCase(unittest.TestCase):
    def test_unittest(self):
        worker = fork.Process(target=signal.pause)
        worker.start()
        worker.join()


@pytest.fixture
def slow_to_end():
    yield
    threading.Event().wait()


def test_teardown(slow_to_end):
    pass


def test_leaves_worker():
    worker = fork.Process(target=time.sleep, args=(600,), daemon=True)
    worker.start()


def test_leaves_zombie():
    worker = fork.Process(target=int)
    worker.start()


def test_leaves_manager():
    kept.append(fork.Manager())


def test_leaves_command():
    kept.append(subprocess.Popen(["sleep", "600"]))


def test_leaves_worker_of_forkserver():
    worker = forkserver.Process(target=time.sleep, args=(600,), name="late", daemon=True)
    worker.start()


def test_leaves_fork():
    if os.fork() == 0:
        time.sleep(600)


@pytest.mark.joinscope(leaks=False)
def test_may_leave_worker():
    worker = fork.Process(target=time.sleep, args=(600,), daemon=True)
    worker.start()


@pytest.mark.joinscope(timeout=None)
def test_may_take_long():
    time.sleep(SECONDS + 1)


SECONDS = float(os.environ.get("SECONDS", "0"))


@pytest.fixture(scope="module")
def server():
    worker = fork.Process(target=time.sleep, args=(600,), daemon=True)
    worker.start()
    yield worker
    worker.kill()
    worker.join()


def test_has_server(server):
    assert server.is_alive()


def start_as_asked(connection):
    while connection.recv():
        fork.Process(target=time.sleep, args=(600,), daemon=True).start()
        connection.send(True)


@pytest.fixture(scope="module")
def starter():
    here, there = fork.Pipe()
    worker = fork.Process(target=start_as_asked, args=(there,))
    worker.start()
    yield here
    here.send(False)
    worker.join()


def test_server_starts_worker(starter):
    starter.send(True)
    assert starter.recv()


def test_hangs_beside_server(starter):
    starter.send(True)
    assert starter.recv()
    threading.Event().wait()


def test_server_is_still_there(starter):
    starter.send(True)
    assert starter.recv()


def test_worker_of_worker():
    if (worker := os.fork()) == 0:
        opened = {each: inode(each) for _ in range(20) for each in os.pipe()}  # all that is free
        if (its_own := os.fork()) == 0:
            os._exit(0 if all(inode(each) == opened[each] for each in opened) else 1)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(its_own, 0)[1]))
    assert os.waitpid(worker, 0)[1] == 0


def inode(fd):
    try:
        return os.fstat(fd).st_ino
    except OSError:
        return None


def test_joins():
    worker = fork.Process(target=int)
    worker.start()
    worker.join()
