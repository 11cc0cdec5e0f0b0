"""The first join() returns, the second does not: the calls of the first are not shown."""
# Must say: \[JS011\]
# Must say: waits in write on descriptor \d+ for room in a pipe
# Must say: join\(\) waited .*until worker 1 had ended|join\(\) found that worker 1 had ended
# Must not say: BaseProcess\.join
# Must not say: No known mistake
# Must not say: can come in
# Must not say: It was a zombie
# Must not say: had not ended when the run was cut short
# Must not say: write\(\d

import multiprocessing


def work(queue, size):
    queue.put("x" * size)


if __name__ == "__main__":
    workers = []
    for size in (1, 1_000_000):
        queue = multiprocessing.Queue()
        workers.append(multiprocessing.Process(target=work, args=(queue, size)))
        workers[-1].start()
    for worker in workers:
        worker.join()
