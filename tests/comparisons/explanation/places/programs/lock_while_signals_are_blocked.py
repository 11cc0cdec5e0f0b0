"""Nobody can ask where it is, and what it noted last has returned."""
import multiprocessing
import signal
import threading


def work():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    first, second = threading.Lock(), threading.Lock()
    first.acquire()
    second.acquire()
    with second:  # HERE: worker
        print("never")


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
