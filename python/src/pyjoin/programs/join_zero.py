from multiprocessing import Pipe, Process


def worker(go):
    go.recv()
    print("Worker completed")


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    p.join(0)
    print("join(0) has returned", flush=True)
    ours.send("go")
    p.join()
    print("join() has returned")
