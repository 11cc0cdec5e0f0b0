from multiprocessing import Pipe, Process


def first():
    print("Worker 1 completed")


def second(go):
    go.recv()
    print("Worker 2 completed")


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    one = Process(target=first)
    two = Process(target=second, args=(theirs,))
    one.start()
    two.start()
    one.join()
    print("join() has returned, worker 2 still runs", flush=True)
    ours.send("go")
    two.join()
    print("Parent process completed")
