import time
from multiprocessing import Process


def worker():
    time.sleep(60)


if __name__ == "__main__":
    p = Process(target=worker)
    p.start()
    p.kill()
    p.join()
    print("killed by signal", -p.exitcode)
