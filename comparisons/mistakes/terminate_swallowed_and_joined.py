# JS028: the worker has a handler for SIGTERM, and join() waits for an end that does not come.
# Deadline: 3
import signal
from multiprocessing import Pipe, Process


def worker(parent):
    signal.signal(signal.SIGTERM, lambda *_: None)
    parent.send("ready")
    while True:
        signal.pause()


if __name__ == "__main__":
    ours, theirs = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    ours.recv()
    p.terminate()
    p.join()
