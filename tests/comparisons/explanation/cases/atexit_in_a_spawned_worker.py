# Workers that are spawned end as any program does: their functions of atexit run.
# Must say: worker 2 ends: exited with 0
# Must not say: JS051
import atexit
import multiprocessing
import tempfile

log = tempfile.TemporaryFile("w+")


@atexit.register
def finish():
    log.write("finished\n")
    log.close()


def work(n):
    log.write(f"work {n}\n")


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    jobs = [context.Process(target=work, args=(n,)) for n in range(2)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
