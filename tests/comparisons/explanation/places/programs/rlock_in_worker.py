"""A worker waits for a lock that another thread of it has taken and keeps."""
import multiprocessing
import threading


def keep(lock, taken):
    with lock:
        taken.set()
        threading.Event().wait()  # ALSO: worker thread


def work():
    lock, taken = threading.RLock(), threading.Event()
    threading.Thread(target=keep, args=(lock, taken), daemon=True).start()
    taken.wait()
    with lock:  # HERE: worker
        print("never")


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
