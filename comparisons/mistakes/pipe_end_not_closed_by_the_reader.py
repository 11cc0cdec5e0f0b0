# JS018: the worker waits for the end of a pipe to which it alone could write.
import os
from multiprocessing import Process


def worker(reading):
    while os.read(reading, 100):
        pass


if __name__ == "__main__":
    reading, writing = os.pipe()
    p = Process(target=worker, args=(reading,))
    p.start()
    os.close(writing)
    p.join()
