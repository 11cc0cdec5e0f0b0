"""Programs that run, wait, sleep, are stopped and end, for a tenth of a second each time.

python phases.py NAME runs the function of that name, which takes no argument.
"""

import concurrent.futures
import ctypes
import fcntl
import multiprocessing
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

SHORT = 0.1


def compute(*_):
    end = time.monotonic() + SHORT
    while time.monotonic() < end:
        sum(range(1000))


def sleep(*_):
    time.sleep(SHORT)


def started(target, *arguments):
    worker = multiprocessing.Process(target=target, args=arguments)
    worker.start()
    return worker


def computes():
    compute()


def sleeps_and_computes():
    for _ in range(3):
        sleep()
        compute()


def joins_a_sleeper():
    started(sleep).join()


def joins_a_computer():
    started(compute).join()


def joins_several():
    for worker in [started(sleep), started(compute), started(sleep)]:
        worker.join()


def joins_late():
    worker = started(int)
    select.select([worker.sentinel], [], [])
    time.sleep(2 * SHORT)
    worker.join()


def pool_map():
    with multiprocessing.Pool(2) as pool:
        pool.map(sleep, range(4), chunksize=1)


def pool_of_computers():
    with multiprocessing.Pool(1) as pool:
        for _ in pool.imap(compute, range(2)):
            sleep()


def executor_map():
    with concurrent.futures.ProcessPoolExecutor(1) as executor:
        list(executor.map(sleep, range(3)))


def executor_submits():
    executor = concurrent.futures.ProcessPoolExecutor(1)
    executor.submit(compute).result()
    executor.submit(sleep)
    executor.shutdown()


def _with_lock(lock):
    with lock:
        sleep()


def with_lock():
    lock = threading.Lock()
    with lock:
        thread = threading.Thread(target=_with_lock, args=(lock,))
        thread.start()
        compute()
    time.sleep(SHORT / 4)
    with lock:
        compute()
    thread.join()


def joins_a_thread():
    thread = threading.Thread(target=sleep)
    thread.start()
    thread.join()


def thread_at_exit():
    threading.Thread(target=sleep).start()


def event_expires():
    threading.Event().wait(SHORT)
    compute()


def _notify(condition):
    sleep()
    with condition:
        condition.notify()


def condition():
    found = threading.Condition()
    with found:
        threading.Thread(target=_notify, args=(found,)).start()
        found.wait()
    compute()


def process_lock():
    lock = multiprocessing.Lock()
    with lock:
        worker = started(_with_lock, lock)
        time.sleep(3 * SHORT)
    worker.join()


def _set(event):
    sleep()
    event.set()


def process_event():
    event = multiprocessing.Event()
    worker = started(_set, event)
    event.wait()
    compute()
    worker.join()


def _put(tasks):
    sleep()
    tasks.put(1)


def process_queue():
    tasks = multiprocessing.Queue()
    worker = started(_put, tasks)
    tasks.get()
    compute()
    worker.join()


def thread_queue():
    tasks = queue.Queue()
    threading.Thread(target=_put, args=(tasks,)).start()
    tasks.get()
    compute()


def _send(connection):
    for _ in range(3):
        sleep()
        connection.send(1)


def pipe():
    ours, theirs = multiprocessing.Pipe()
    worker = started(_send, theirs)
    ours.recv()
    while not ours.poll(SHORT / 4):
        pass
    select.select([ours], [], [])
    ours.recv()
    ours.recv()
    worker.join()


def socket_pair():
    one, other = socket.socketpair()
    thread = threading.Thread(target=lambda: (sleep(), one.send(b"x")))
    thread.start()
    other.recv(1)
    thread.join()
    compute()


def alarm():
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, SHORT)
    signal.pause()
    compute()


def _compute_until_the_alarm():
    signal.setitimer(signal.ITIMER_REAL, SHORT)
    while True:
        sum(range(1000))


def ended_by_an_alarm():
    started(_compute_until_the_alarm).join()


def _kill(pid):
    sleep()
    os.kill(pid, signal.SIGUSR1)


def takes_a_signal():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    worker = started(_kill, os.getpid())
    signal.sigwait({signal.SIGUSR1})
    compute()
    worker.join()


def _stop():
    compute()
    os.kill(os.getpid(), signal.SIGSTOP)
    compute()


def stops():
    worker = started(_stop)
    os.waitid(os.P_ALL, 0, os.WSTOPPED) if worker._popen.method != "forkserver" else time.sleep(1)
    sleep()
    os.kill(worker.pid, signal.SIGCONT)
    worker.join()


def stopped_asleep():
    worker = started(time.sleep, 5 * SHORT)
    time.sleep(3 * SHORT)
    os.kill(worker.pid, signal.SIGSTOP)
    sleep()
    os.kill(worker.pid, signal.SIGCONT)
    worker.join()


def looks():
    worker = started(sleep)
    while worker.is_alive():
        time.sleep(SHORT / 4)
    compute()


def looks_many_times():
    worker = started(time.sleep, 12 * SHORT)
    while worker.exitcode is None:
        time.sleep(SHORT / 7)


def terminates():
    worker = started(time.sleep, 1000)
    time.sleep(3 * SHORT)
    worker.terminate()
    worker.join()


def _compute_for_ever():
    while True:
        compute()


def kills():
    worker = started(_compute_for_ever)
    time.sleep(3 * SHORT)
    worker.kill()
    worker.join()


def command():
    with subprocess.Popen(["sleep", str(SHORT)], stdout=subprocess.PIPE) as child:
        child.communicate()
    compute()


def manager():
    with multiprocessing.Manager() as server:
        tasks = server.Queue()
        worker = started(_put, tasks)
        tasks.get()
        worker.join()


def _meet(barrier):
    barrier.wait()
    compute()


def barrier():
    found = multiprocessing.Barrier(2)
    worker = started(_meet, found)
    sleep()
    found.wait()
    worker.join()


def _lock_file(path):
    with open(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        compute()


def file_lock():
    with tempfile.NamedTemporaryFile() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        worker = started(_lock_file, file.name)
        time.sleep(3 * SHORT)
        fcntl.flock(file, fcntl.LOCK_UN)
        worker.join()


def _start_another():
    started(sleep).join()
    compute()


def grandchild():
    started(_start_another).join()


def _go_on():
    compute()
    sleep()
    os._exit(0)


def first_thread_ends():
    threading.Thread(target=_go_on).start()
    sleep()
    sys.stdout.flush()
    exit_this_thread = 60 if os.uname().machine == "x86_64" else 93
    ctypes.CDLL(None).syscall(exit_this_thread, 0)


def function_of_c():
    ctypes.CDLL(None).usleep(int(SHORT * 1e6))
    ctypes.CDLL(None).poll(None, 0, int(SHORT * 1e3))
    compute()


def two_threads_compute():
    threads = [threading.Thread(target=compute) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    globals()[sys.argv[1]]()
