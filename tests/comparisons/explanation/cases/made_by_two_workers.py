# Right: each of two workers has a child of its own, and stands above that in the picture.
# Must say: (?m)^ +worker 1 .*\n +worker \d: sleep .*\n +worker 2 .*\n +worker \d: sleep .*\n
import multiprocessing
import subprocess


def work(own, other):
    own.wait()
    subprocess.run(["sleep", "0"])
    other.set()


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    started, go, done = (context.Event() for _ in range(3))
    workers = [context.Process(target=work, args=each) for each in ((started, go), (go, done))]
    for worker in workers:
        worker.start()
    started.set()
    for worker in workers:
        worker.join()
