import atexit
from multiprocessing import Pipe, Process


def worker(go):
    go.recv()
    print("Worker completed")


if __name__ == "__main__":
    atexit.register(print, "The last exit function")
    theirs, ours = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    print("The last line of the program", flush=True)
    ours.send("go")
