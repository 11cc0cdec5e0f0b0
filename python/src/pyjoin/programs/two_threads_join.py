from multiprocessing import Process
from threading import Thread


def worker():
    pass


def join(p, codes):
    p.join()
    codes.append(p.exitcode)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    codes = []
    threads = [Thread(target=join, args=(p, codes)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("Exit codes:", *sorted(codes, key=str))
