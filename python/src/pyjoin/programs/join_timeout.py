from multiprocessing import Pipe, Process


def worker(go):
    go.recv()
    print("Worker completed")


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    p.join(0.2)
    if p.exitcode is None:
        print("Time is up, the worker still runs", flush=True)
    ours.send("go")
    p.join()
    print("Parent process completed")
