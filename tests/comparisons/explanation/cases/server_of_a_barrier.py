"""A worker waits at a Barrier of a Manager, to which no other comes: the server itself is idle."""
# Deadline: 4
# Must say: a thread of worker 1 \(\d+\) waits in futex at a Barrier$
# Must say: worker 1 \(\d+\) is the server of a Manager, and waits for clients
# Must say: worker 1, thread \d+, is the server of a Manager, and waits for clients
# Must not say: worker 1, thread \d+, waits in p?accept

import multiprocessing


def work(step):
    step.wait()  # here


if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        step = manager.Barrier(2)
        worker = multiprocessing.Process(target=work, args=(step,))
        worker.start()
        worker.join()
