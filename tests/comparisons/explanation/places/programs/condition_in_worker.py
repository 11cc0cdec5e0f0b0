"""A condition that nobody notifies."""
import multiprocessing
import threading


def work():
    condition = threading.Condition()
    with condition:
        condition.wait()  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
