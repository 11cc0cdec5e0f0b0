"""Two workers are killed while they sleep: one in Python, one in a function of C."""
import ctypes
import multiprocessing
import time


def python(ready):
    ready.send_bytes(b"now")
    time.sleep(1000)


def c(ready):
    ready.send_bytes(b"now")
    ctypes.CDLL(None).sleep(1000)


def sleeps(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(") ")[2].startswith("S")


if __name__ == "__main__":
    for target in (python, c):
        theirs, ours = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=target, args=(ours,))
        worker.start()
        theirs.recv_bytes()
        while not sleeps(worker.pid):
            pass
        worker.kill()
        worker.join()
