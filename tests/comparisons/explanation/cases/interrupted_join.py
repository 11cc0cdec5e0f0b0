# Wrong: Ctrl-C ends join() of the parent, and at its exit it waits for a worker that ignores SIGINT.
# Deadline: 2
# Must say: \[JS028\] The parent got SIGINT and has come to its exit, where it waits for the worker to end\. The worker ignores that\.
# Must say: help: end the worker where KeyboardInterrupt is caught
# Must say: worker\.join\(\) +wait4 EINTR
# Must say: time\.sleep\(1\)\n.* worker sleeps here
# Must not say: JS010
import multiprocessing
import os
import signal
import threading
import time


def work(ready):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ready.set()
    while True:
        time.sleep(1)


def interrupt(ready):
    ready.wait()
    wait4 = {"x86_64": "61 ", "aarch64": "260 "}[os.uname().machine]
    while not open(f"/proc/{os.getpid()}/syscall").read().startswith(wait4):
        pass
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    worker = context.Process(target=work, args=(ready,))
    worker.start()
    threading.Thread(target=interrupt, args=(ready,)).start()
    try:
        worker.join()
    except KeyboardInterrupt:
        print("stopping")
