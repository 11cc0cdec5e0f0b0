# Wrong: the parent would release the semaphore, but waits first; nobody has ended.
# Must say: \[JS024\] Deadlock: the parent waits for the worker to end, and the worker waits for a lock or semaphore
# Must say: help: break the cycle at one place
# Must not say: has ended
import multiprocessing

if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    go = context.Semaphore(0)
    worker = context.Process(target=go.acquire)
    worker.start()
    worker.join()
    go.release()
