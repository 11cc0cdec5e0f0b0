"""Programs that stand still by what is around their workers, or with it repaired wait for a sleep.

standing_helpers.py SCENARIO fault|repaired START_METHOD
"""

import concurrent.futures
import fcntl
import multiprocessing
import os
import queue
import signal
import sys
import termios
import threading
import time

LONG = 600
SCENARIO, VARIANT, METHOD = sys.argv[1:4]
FAULT = VARIANT == "fault"
context = multiprocessing.get_context(METHOD)


def nap(_number=0):
    time.sleep(LONG)


def state(pid):
    return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0]


def wait_until(pid, *states):
    while state(pid) not in states:
        time.sleep(0.01)


def busy_pool_worker_killed():
    """The worker that has the task is killed; the Pool starts another, and the task is lost."""
    here, there = context.Pipe(duplex=False)
    with context.Pool(2, initializer=set_said, initargs=(there,)) as pool:
        result = pool.apply_async(say_and_pause)
        pid = here.recv()
        if FAULT:
            os.kill(pid, signal.SIGKILL)
        result.get()


def set_said(there):
    global said
    said = there


def say_and_pause():
    said.send(os.getpid())
    time.sleep(LONG)


copied = threading.Lock()


def take_copied():
    with copied:
        pass
    nap()


def executor_and_lock():
    """A worker of an executor is forked while a thread has a lock that the task wants."""
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as executor:
        if FAULT:
            copied.acquire()
        executor.submit(take_copied).result()


def work_off(tasks):
    while tasks.recv() is not None:
        pass
    if not FAULT:
        nap()


def feeding_thread():
    """A thread feeds a worker, never says that there is no more, and the parent joins."""
    reader, writer = context.Pipe(duplex=False)
    items = queue.Queue()

    def feed():
        while True:
            writer.send(items.get())

    threading.Thread(target=feed, daemon=True).start()
    worker = context.Process(target=work_off, args=(reader,))
    worker.start()
    for each in (1, 2, 3) if FAULT else (1, 2, None):
        items.put(each)
    worker.join()


def stopped_manager():
    manager = context.Manager()
    shared = manager.dict()
    pid = manager._process.pid
    if FAULT:
        os.kill(pid, signal.SIGSTOP)
        wait_until(pid, "T")
    else:
        nap()
    shared["a"] = 1


def stopped_server():
    """The fork server is stopped, and cannot tell that the worker has ended."""
    worker = context.Process(target=nap)
    worker.start()
    if FAULT:
        server = multiprocessing.forkserver._forkserver._forkserver_pid
        os.kill(server, signal.SIGSTOP)
        wait_until(server, "T")
        os.kill(worker.pid, signal.SIGKILL)
    worker.join()


def start_grandchild():
    if os.fork() == 0:
        nap()


def grandchild_has_sentinel():
    """join() with a time of a worker that has ended: a command that it started has its sentinel."""
    worker = context.Process(target=start_grandchild if FAULT else nap)
    worker.start()
    worker.join(LONG)


def bash_wait():
    first = "kill -STOP $BASHPID & wait" if FAULT else f"sleep {LONG} & wait"
    os.execvp("bash", ["bash", "-c", first])


def read_in_background():
    """A worker in a process group of its own reads from the terminal."""
    _terminal, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    worker = context.Process(target=ask if FAULT else nap)
    worker.start()
    worker.join()


def ask():
    os.setpgid(0, 0)
    with open("/dev/tty") as terminal:
        terminal.read(1)


def ignored_children():
    """SIGCHLD is ignored, so a wait for any child ends only when all of them have."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    other = context.Process(target=stopped if FAULT else nap)
    other.start()
    worker = context.Process(target=int)
    worker.start()
    os.wait()


def stopped():
    os.kill(os.getpid(), signal.SIGSTOP)


def thread_remains():
    worker = context.Process(target=leave_thread)
    worker.start()
    worker.join()


def leave_thread():
    target = threading.Event().wait if FAULT else nap
    threading.Thread(target=target).start()


def work(tasks):
    while True:
        tasks.get()
        if not FAULT:
            tasks.task_done()
            nap()


def undone_tasks():
    tasks = context.JoinableQueue()
    worker = context.Process(target=work, args=(tasks,), daemon=True)
    worker.start()
    tasks.put(1)
    tasks.join()
    worker.join()


def recv_both(connection):
    connection.recv()


def both_receive():
    """Each end of a socket pair waits for the other."""
    one, other = context.Pipe()
    worker = context.Process(target=recv_both if FAULT else nap_then, args=(other,))
    worker.start()
    other.close()
    one.recv()


def nap_then(connection):
    nap()
    connection.send(1)


def twice_locked():
    """A lock of multiprocessing is taken again by who has it."""
    lock = context.Lock()
    lock.acquire()
    if not FAULT:
        nap()
    lock.acquire()


if __name__ == "__main__":
    globals()[SCENARIO]()
