import signal
import time
from multiprocessing import Pipe, Process


def worker(parent):
    signal.signal(signal.SIGTERM, lambda *_: parent.send("not now"))
    parent.send("ready")
    while True:
        time.sleep(1)  # who is signalled just before a sleep handles that behind it


if __name__ == "__main__":
    ours, theirs = Pipe()
    p = Process(target=worker, args=(theirs,))
    p.start()
    print("Worker:", ours.recv())
    p.terminate()
    print("Worker:", ours.recv())
    if p.is_alive():
        print("Terminated, and alive")
    p.kill()
    p.join()
    print("Killed")
