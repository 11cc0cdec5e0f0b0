"""A recursive lock that another process holds, called by acquire()."""
import multiprocessing


def work(lock):
    lock.acquire()  # HERE: worker


if __name__ == "__main__":
    lock = multiprocessing.RLock()
    worker = multiprocessing.Process(target=work, args=(lock,))
    lock.acquire()
    worker.start()
    worker.join()  # ALSO: parent
