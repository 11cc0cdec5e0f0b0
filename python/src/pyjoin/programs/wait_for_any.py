from multiprocessing import Process
from multiprocessing.connection import wait


def worker(number):
    print(f"Worker {number} completed")


if __name__ == "__main__":
    workers = [Process(target=worker, args=(number,)) for number in (1, 2)]
    for p in workers:
        p.start()
    wait([p.sentinel for p in workers])
    print("One of them has ended")
    for p in workers:
        p.join()
    print("Both have ended")
