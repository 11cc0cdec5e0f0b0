# JS002: the time is up, and nobody asks whether the worker has ended.
from multiprocessing import Pipe, Process


def worker(go):
    go.recv()


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    p.join(0.2)
    print("The worker has ended")  # it has not
    ours.send("go")
    p.join()
