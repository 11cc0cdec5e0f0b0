import signal
from multiprocessing import Process


def worker():
    print("Worker completed")


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    p = Process(target=worker)
    p.start()
    p.join()
    if p.exitcode is None:
        print("Joined, and its exit status is lost")
    else:
        print("Joined, and its exit status is", p.exitcode)
