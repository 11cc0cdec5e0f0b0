import os
from contextlib import suppress
from multiprocessing import Process
from threading import Thread


def worker():
    pass


def wait_for_any():
    with suppress(ChildProcessError):
        os.waitpid(-1, 0)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    thread = Thread(target=wait_for_any, daemon=True)
    thread.start()
    p.join()
    print("Exit code:", p.exitcode)
