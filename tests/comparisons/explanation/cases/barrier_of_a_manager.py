# Deadline: 6
# Wrong: the barrier is for three, and there are two workers.
# Must say: The parent waits for worker 2 \(\d+\), for which a thread of worker 1 \(\d+\) waits at a Barrier until
# Must say: step\.wait\(\)\n.* worker 2 and worker 3 wait here
# Must say: -> a thread of worker 1 \(\d+\) waits in futex at a Barrier$
# Must say: help: look whether as many can wait at the Barrier
# Must not say: which waits in accept
import multiprocessing


def work(step):
    step.wait()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    with context.Manager() as manager:
        step = manager.Barrier(3)
        workers = [context.Process(target=work, args=(step,)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
