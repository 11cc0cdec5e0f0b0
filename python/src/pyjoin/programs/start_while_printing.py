from multiprocessing import Process
from threading import Thread


def worker():
    pass


def join(p):
    p.join()
    print("Worker 1 completed", flush=True)


if __name__ == "__main__":
    one = Process(target=worker)
    one.start()
    thread = Thread(target=join, args=(one,))
    thread.start()
    two = Process(target=worker)
    two.start()
    two.join()
    print("Worker 2 completed")
    thread.join()
