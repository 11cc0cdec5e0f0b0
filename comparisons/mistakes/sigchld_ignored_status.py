# JS005: the status of a worker is asked for that the kernel has thrown away.
import signal
from multiprocessing import Process


def worker():
    print("Worker completed")


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    p = Process(target=worker)
    p.start()
    p.join()
    print("exitcode", p.exitcode)
