from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def worker(number, go):
    go.recv()
    print(f"Worker {number} completed")


if __name__ == "__main__":
    workers, goes = {}, {}
    for number in 1, 2:
        theirs, goes[number] = Pipe(duplex=False)
        p = Process(target=worker, args=(number, theirs))
        p.start()
        workers[p.sentinel] = number, p
    goes[2].send("go")
    while workers:
        for sentinel in wait(workers):
            number, p = workers.pop(sentinel)
            p.join()
            print("Handled worker", number, flush=True)
            if number == 2:
                goes[1].send("go")
