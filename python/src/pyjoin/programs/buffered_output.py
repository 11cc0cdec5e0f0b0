import sys
from multiprocessing import Process


def worker():
    print("Worker completed")


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=False)  # as if into a file
    print("Before the fork")
    p = Process(target=worker)
    p.start()
    p.join()
    print("Joined")
