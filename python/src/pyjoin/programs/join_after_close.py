from multiprocessing import Pipe, Process


def worker(go):
    go.recv()
    print("Worker completed")


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    p = Process(target=worker, args=(theirs,))
    p.start()
    try:
        p.close()
    except ValueError:
        print("Cannot close: it still runs", flush=True)
    ours.send("go")
    p.join()
    p.close()
    try:
        p.join()
    except ValueError:
        print("Cannot join: it is closed")
