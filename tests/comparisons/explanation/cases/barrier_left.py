# Wrong: one of two has ended, for which the other waits at a Barrier.
# Must say: \[JS048\] Worker 1 \(\d+\) waits at a Barrier until enough have come to it, and nobody who is left comes: the parent waits for worker 1 \(\d+\)\.
# Must say: worker 1 \(\d+\) waits in futex at a Barrier, at barrier_left
# Must say: help: where one that should come may fail or end before, let it call abort\(\)
# Must say: barrier\.wait\(\)\n.* worker 1 waits here
# Must say: note: ended before that: worker 2 \(\d+\): exited with 1, at barrier_left\.py:\d+, and wrote last to standard error: "no input"\.
# Must not say: and so on
# Must not say: that only parent
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
