"""Two workers put more into a Queue than its pipe holds: one writes, the other waits for its turn."""
# Must say: \[JS011\] Deadlock: worker \d \(\d+\) waits for room in the pipe of its queue, and the parent, which should read from it, waits for worker \d \(\d+\) to end
# Must say: several_fill_a_queue.py:22
# Must say: help: get\(\) what is in the queue before join\(\)
# Must not say: JS021
# Must not say: waits for a lock, and

import multiprocessing


def fill(queue):
    for _ in range(200):
        queue.put("x" * 1000)


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=fill, args=(queue,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
