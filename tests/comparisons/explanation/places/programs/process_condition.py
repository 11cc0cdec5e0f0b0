"""A condition between processes that nobody notifies."""
import multiprocessing


def work(condition):
    with condition:
        condition.wait()  # HERE: worker


if __name__ == "__main__":
    condition = multiprocessing.Condition()
    worker = multiprocessing.Process(target=work, args=(condition,))
    worker.start()
    worker.join()  # ALSO: parent
