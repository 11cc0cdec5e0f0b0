"""A lock that the parent holds, in `with`, while it joins."""
import multiprocessing


def work(lock):
    with lock:  # HERE: worker
        print("never")


if __name__ == "__main__":
    lock = multiprocessing.Lock()
    worker = multiprocessing.Process(target=work, args=(lock,))
    with lock:
        worker.start()
        worker.join()  # ALSO: parent
