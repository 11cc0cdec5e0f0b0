"""Two futures are waited for, one of which is done."""
import concurrent.futures
import time


def work(seconds):
    time.sleep(seconds)  # ALSO: worker


if __name__ == "__main__":
    executor = concurrent.futures.ProcessPoolExecutor(2)
    futures = [executor.submit(work, each) for each in (0, 1000)]
    concurrent.futures.wait(futures)  # HERE: parent
