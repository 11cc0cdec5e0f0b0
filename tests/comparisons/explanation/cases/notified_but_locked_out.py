# Wrong: a worker has been notified, but who did that keeps the lock, and joins it.
# Must say: Deadlock
# Must not say: JS049
# Must not say: of a Condition
import multiprocessing


def wait_for_it(cond, waits):
    with cond:
        waits.set()
        cond.wait()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    cond, waits = context.Condition(), context.Event()
    worker = context.Process(target=wait_for_it, args=(cond, waits))
    worker.start()
    waits.wait()
    with cond:
        cond.notify()
        worker.join()
