"""The second worker has a copy of the first one's writing end, which it got when it was forked."""

import multiprocessing
import os

fork = multiprocessing.get_context("fork")


def consume(source, sink):
    os.close(sink)
    while os.read(source, 64):
        pass


if __name__ == "__main__":
    ends = [os.pipe() for _ in range(2)]
    workers = []
    for source, sink in ends:
        workers.append(fork.Process(target=consume, args=(source, sink)))
        workers[-1].start()
    for _, sink in ends[:1]:
        os.close(sink)
    workers[0].join()
