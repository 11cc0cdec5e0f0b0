# Wrong: `with Manager()` has ended before the workers use what it holds.
# Must say: warning\[JS045\]: Worker 2 ended by an exception that nothing caught: FileNotFoundError: .*\. It asked a Manager whose process had ended\. The same is true of worker 3\.
# Must say: shared\[n\] = n\n.*raised here
# Must say: help: keep the Manager until all who use it have ended: join\(\) them inside of `with Manager\(\)`
import multiprocessing


def fill(shared, n, over):
    over.wait()
    shared[n] = n


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    over = context.Event()
    with context.Manager() as manager:
        shared = manager.dict()
        workers = [context.Process(target=fill, args=(shared, n, over)) for n in range(2)]
        for worker in workers:
            worker.start()
    over.set()
    for worker in workers:
        worker.join()
