import threading
from multiprocessing import Pipe, Process


def thread(go):
    go.recv()
    print("Thread completed")


def worker(go):
    threading.Thread(target=thread, args=(go,)).start()


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    p.join(0.5)
    if p.exitcode is None:
        print("The worker's function returned, its thread runs", flush=True)
    ours.send("go")
    p.join()
    print("Joined")
