from multiprocessing import Pipe, Process


def first(go):
    go.recv()


def second(other):
    try:
        other.join()
    except AssertionError:
        print("Worker 2: not my child, I cannot join it")


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    one = Process(target=first, args=(theirs,))
    one.start()
    two = Process(target=second, args=(one,))
    two.start()
    two.join()
    ours.send("go")
    one.join()
    print("Parent: both joined")
