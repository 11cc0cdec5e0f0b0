"""Many workers, in batches."""

import multiprocessing
import sys


def work():
    pass


if __name__ == "__main__":
    count, batch = map(int, sys.argv[1:])
    for _ in range(0, count, batch):
        workers = [multiprocessing.Process(target=work) for _ in range(batch)]
        for p in workers:
            p.start()
        for p in workers:
            p.join()
    print(count)
