"""A worker that stops itself."""
import multiprocessing
import os
import signal


def work():
    os.kill(os.getpid(), signal.SIGSTOP)  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
