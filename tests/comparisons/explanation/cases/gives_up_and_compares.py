# Not wrong: None is told from 0, and the worker ended.
# Must say: JS002\]: A join\(\) with a timeout gave up
# Must not say: tested exitcode|takes (that )?for false
import multiprocessing


def work(end, ours):
    ours.close()
    end.poll(None)


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    worker = context.Process(target=work, args=(theirs, ours))
    worker.start()
    worker.join(0.2)
    if worker.exitcode is None:
        ours.send("end")
    worker.join()
