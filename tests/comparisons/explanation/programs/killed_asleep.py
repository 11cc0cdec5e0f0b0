"""Two workers are killed while they sleep: one in Python, one in a function of C."""
import ctypes
import multiprocessing
import time


def python():
    time.sleep(0.01)
    time.sleep(1000)


def c():
    time.sleep(0.01)
    ctypes.CDLL(None).sleep(1000)


if __name__ == "__main__":
    for target in (python, c):
        worker = multiprocessing.Process(target=target)
        worker.start()
        time.sleep(0.5)
        worker.kill()
        worker.join()
