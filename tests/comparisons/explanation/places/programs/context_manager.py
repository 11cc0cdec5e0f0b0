"""A context manager of the program's own, whose end waits."""
import contextlib
import multiprocessing
import threading


@contextlib.contextmanager
def joined(thread):
    thread.start()
    yield
    thread.join()  # HERE: worker


def work():
    forever = threading.Thread(target=threading.Event().wait)
    with joined(forever):
        print("within")


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
