# JS015: the worker reads to the end of a pipe that the parent keeps open.
import os
from multiprocessing import Process


def worker(reading, writing):
    os.close(writing)
    while os.read(reading, 100):
        pass


if __name__ == "__main__":
    reading, writing = os.pipe()
    p = Process(target=worker, args=(reading, writing))
    p.start()
    p.join()
