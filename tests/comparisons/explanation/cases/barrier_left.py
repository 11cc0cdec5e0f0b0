# Wrong: one of two has ended, for which the other waits at a Barrier.
# Must say: Deadlock: the parent waits for worker 1 \(\d+\) to end, and worker 1 \(\d+\) waits for a lock or semaphore that the parent could release
# Must say: barrier\.wait\(\)\n.* worker 1 waits here
# Must say: worker 2 \(\d+\): exited with 1
# Must not say: and so on
import multiprocessing, sys
def work(barrier, n):
    if n == 1:
        sys.exit("no input")
    barrier.wait()
if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(2)
    ps = [context.Process(target=work, args=(barrier, n)) for n in range(2)]
    for p in ps: p.start()
    for p in ps: p.join()
