"""The second of two futures, in a loop."""
import concurrent.futures
import time


def work(seconds):
    time.sleep(seconds)  # ALSO: worker


if __name__ == "__main__":
    executor = concurrent.futures.ProcessPoolExecutor(2)
    futures = [executor.submit(work, each) for each in (0, 1000)]
    for future in concurrent.futures.as_completed(futures):  # HERE: parent
        print("one is done")
