import os
import select
from multiprocessing import Pipe, Process


def worker(go):
    os.closerange(3, go.fileno())
    os.closerange(go.fileno() + 1, 100)
    go.recv()
    print("Worker completed", flush=True)
    os._exit(0)


def ended(pidfd, seconds):
    return select.select([pidfd], [], [], seconds)[0]


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    pidfd = os.pidfd_open(p.pid)
    if not ended(pidfd, 0.2):
        print("Time is up, the worker still runs", flush=True)
    ours.send("go")
    ended(pidfd, None)
    p.join()
    print("Joined: exitcode", p.exitcode)
