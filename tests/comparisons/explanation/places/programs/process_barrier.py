"""A barrier between processes, for three of which two come."""
import multiprocessing


def work(barrier):
    barrier.wait()  # HERE: worker


if __name__ == "__main__":
    barrier = multiprocessing.Barrier(3)
    workers = [multiprocessing.Process(target=work, args=(barrier,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()  # ALSO: parent
