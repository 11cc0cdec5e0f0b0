# Deadline: 6
# Wrong: the barrier is for three, and there are two workers.
# Must say: The parent waits for worker 2 \(\d+\), which waits in read\(\d+\) for data or an\s+end of file; its other end is held by worker 1
# Must say: step\.wait\(\)\n.* worker 2 waits here
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
