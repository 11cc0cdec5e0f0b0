from multiprocessing import Pipe, Process


def first(go):
    go.recv()
    print("Worker 1 completed")


def second():
    print("Worker 2 completed")


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    one = Process(target=first, args=(theirs,))
    two = Process(target=second)
    one.start()
    two.start()
    two.join()
    print("join() has returned, worker 1 still runs", flush=True)
    ours.send("go")
    one.join()
    print("Parent process completed")
