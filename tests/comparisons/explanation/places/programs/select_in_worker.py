"""select() of a pipe, in a lambda."""
import multiprocessing
import os
import select

ready = lambda fd: select.select([fd], [], [])  # HERE: worker


def work():
    reader, writer = os.pipe()
    ready(reader)


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
