"""os.waitpid() of a worker that does not end."""
import multiprocessing
import os
import time


def work():
    time.sleep(1000)  # ALSO: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    os.waitpid(worker.pid, 0)  # HERE: parent
