# Wrong: the worker waits at a Barrier to which no other comes; the fork server has two workers.
# Deadline: 4
# Must say: The parent waits for worker 2 \(\d+\), for which a thread of worker 1 \(\d+\) waits at a Barrier
# Must say: step\.wait\(\)  # here\n.* worker 2 waits here
# Must not say: The parent waits for the fork server
import multiprocessing


def work(step):
    step.wait()  # here


if __name__ == "__main__":
    context = multiprocessing.get_context("forkserver")
    with context.Manager() as manager:
        step = manager.Barrier(2)
        worker = context.Process(target=work, args=(step,))
        worker.start()
        worker.join()
