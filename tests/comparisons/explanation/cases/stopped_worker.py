# Wrong: the worker has stopped itself, and is not waiting.
# Deadline: 2
# Must say: os\.kill\(os\.getpid\(\), signal\.SIGSTOP\)\n.* worker is stopped here
# Must say: worker\s+\d+ os\.kill.*kill SIGSTOP to itself
# Must not say: worker waits
import multiprocessing
import os
import signal


def work():
    os.kill(os.getpid(), signal.SIGSTOP)


if __name__ == "__main__":
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join()
