import time
from multiprocessing import Pipe, Process


def worker(parent):
    parent.send("ready")
    time.sleep(60)
    print("Worker completed")


if __name__ == "__main__":
    ours, theirs = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,), daemon=True)
    p.start()
    print("Worker:", ours.recv())
    print("Parent process completed")
