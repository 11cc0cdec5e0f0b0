# Wrong: the second worker has a copy of the first one's end, and the first one waits for its end.
# Deadline: 8
# Must say: \[JS016\] Worker 1 \(\d+\) reads a socket to its end, and that does not come: worker 2 \(\d+\) holds a copy of the other end \(fd \d+\), inherited by the fork
# Must say: worker\.start\(\) *\n(.*\n)?.* worker 2 is forked here, and gets its copy of that end
# Must say: help: close that copy in the process that has inherited it
# Must not say: waits for data from worker 2
# Must not say: release
import multiprocessing


def add(end, other):
    other.close()
    total = 0
    try:
        while True:
            total += end.recv()
    except EOFError:
        print(total)


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    workers = []
    for _ in range(2):
        ours, theirs = context.Pipe()
        worker = context.Process(target=add, args=(theirs, ours))
        worker.start()
        theirs.close()
        workers.append((worker, ours))
    for worker, ours in workers:
        ours.send(1)
        ours.close()
        worker.join()
