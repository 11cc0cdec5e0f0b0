import os
import signal
from multiprocessing import Pipe, Process, parent_process


def worker(go):
    def call(*_):
        os.kill(parent_process().pid, signal.SIGUSR1)

    signal.signal(signal.SIGALRM, call)  # again: who is called just before a wait answers behind it
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    call()
    go.recv()
    print("Worker completed")


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)

    def handler(number, frame):
        print("Parent: a signal has come", flush=True)
        ours.send("go")

    signal.signal(signal.SIGUSR1, handler)
    p = Process(target=worker, args=(theirs,))
    p.start()
    p.join()
    print("Joined")
