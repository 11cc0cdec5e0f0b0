from multiprocessing import Process
from multiprocessing.connection import wait


def worker():
    print("Worker completed")


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    wait([p.sentinel])
    print("It has ended, and is not joined")
    p.join()
    print("Joined")
