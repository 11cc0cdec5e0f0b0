"""A read of which no note tells, after calls that are noted and have returned."""
import multiprocessing
import os
import time


def work():
    reader, writer = os.pipe()
    os.write(writer, b"x\n")
    os.read(reader, 1)
    time.sleep(0.01)
    with open(reader) as file:
        file.read()  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
