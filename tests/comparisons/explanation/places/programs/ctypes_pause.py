"""A function of C that never returns, in a worker."""
import ctypes
import multiprocessing


def work():
    ctypes.CDLL(None).pause()  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
