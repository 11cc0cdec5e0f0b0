"""A sleep after a shorter one."""
import multiprocessing
import time


def work():
    time.sleep(0.01)
    time.sleep(1000)  # HERE: worker


if __name__ == "__main__":
    worker = multiprocessing.Process(target=work, name="sleeper")
    worker.start()
    worker.join()  # ALSO: parent
