"""A loop that calls nothing."""
import multiprocessing


def work():
    while True: pass  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work)
    worker.start()
    worker.join()  # ALSO: parent
