"""os.read() of a pipe whose writing end the reader itself has."""
import multiprocessing
import os


def work():
    reader, writer = os.pipe()
    os.write(writer, b"x")
    os.read(reader, 1)
    os.read(reader, 1)  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
