from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def worker(number, go):
    go.recv()
    print(f"Worker {number} completed")


if __name__ == "__main__":
    pipes = [Pipe(duplex=False) for _ in range(2)]
    workers = [Process(target=worker, args=(n, pipes[n - 1][0])) for n in (1, 2)]
    for p in workers:
        p.start()
    for _, ours in pipes:
        ours.send("go")
    wait([p.sentinel for p in workers])
    print("One of them has ended")
    for p in workers:
        p.join()
    print("Both have ended")
