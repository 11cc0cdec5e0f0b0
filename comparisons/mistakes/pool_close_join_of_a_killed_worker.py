# JS035: a worker is killed at its task, and the pool waits for what it should have returned.
import os
import signal
from multiprocessing import Pool


def task(_number):
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.map(task, [1]))
