import sys
from multiprocessing import Process


def worker(status):
    sys.exit(status)


if __name__ == "__main__":
    for status in 0, 3, 300:
        p = Process(target=worker, args=(status,))
        p.start()
        p.join()
        print("exit status", p.exitcode)
