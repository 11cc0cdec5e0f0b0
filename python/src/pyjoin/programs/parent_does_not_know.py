import signal
from multiprocessing import Process


def worker():
    print("Worker completed")


def told(number, frame):
    print("Parent: a child has changed its state")


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, told)
    p = Process(target=worker)
    p.start()
    p.join()
    print("Joined")
