"""The result of a future that does not come."""
import concurrent.futures
import time


def work():
    time.sleep(1000)  # ALSO: worker


if __name__ == "__main__":
    executor = concurrent.futures.ProcessPoolExecutor(1)
    future = executor.submit(work)
    future.result()  # HERE: parent
