from multiprocessing import Process
from threading import Thread


def worker():
    pass


def join(p, codes):
    p.join()
    codes.append(p.exitcode)


if __name__ == "__main__":
    one = Process(target=worker)
    one.start()
    codes = []
    thread = Thread(target=join, args=(one, codes))
    thread.start()
    two = Process(target=worker)
    two.start()
    thread.join()
    two.join()
    print("Exit code of worker 1:", codes[0])
