from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pipe

ends = []


def keep(end):
    ends.append(end)


def task():
    ends[0].recv()
    print("Worker completed")
    return 42


if __name__ == "__main__":
    theirs, ours = Pipe(duplex=False)
    with ProcessPoolExecutor(1, initializer=keep, initargs=(theirs,)) as executor:
        future = executor.submit(task)
        try:
            future.result(timeout=0.2)
        except TimeoutError:
            print("Time is up", flush=True)
        ours.send("go")
        print("Result:", future.result())
