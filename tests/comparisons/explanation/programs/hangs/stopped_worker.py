"""The worker stops itself; a wait does not tell of that."""

import multiprocessing
import os
import signal


def work():
    os.kill(os.getpid(), signal.SIGSTOP)


if __name__ == "__main__":
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join()
