# Wrong: an exception ends a worker between acquire() and release().
# Must say: \[JS025\] Worker 2 \(\d+\) waits for a lock, and whoever held it has ended without releasing it
# Must say: help: release the lock on every way out, also that of an exception: `with lock:` does\.
# Must say: note: ended before that: worker 1 \(\d+\): exited with 1
# Must say: JS045\]: Worker 1 ended by an exception that nothing caught: IndexError
# Must not say: do not kill
import multiprocessing


def update(lock, values, key):
    lock.acquire()
    values[key] += 1
    lock.release()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    lock, values = context.Lock(), context.Array("i", 2)
    for key in (5, 1):
        worker = context.Process(target=update, args=(lock, values, key))
        worker.start()
        worker.join()
