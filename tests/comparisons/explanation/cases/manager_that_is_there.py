# Wrong: what a worker asks a Manager for is not in its dict; the Manager is there.
# Must say: Worker 2 ended by an exception that nothing caught: KeyError: 1
# Must not say: It asked a Manager
# Must say: help: mend what raised it
import multiprocessing


def look(shared):
    shared[1]


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        shared = manager.dict()
        worker = context.Process(target=look, args=(shared,))
        worker.start()
        worker.join()
