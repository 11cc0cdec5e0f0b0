# Wrong: what the workers have written is lost, as atexit closes the file in the parent alone.
# Must say: note\[JS051\]: multiprocessing ended worker 1 by os\._exit\(\), .* registered with atexit did not run in it\. The same is true of worker 2\.
# Must say: @atexit\.register\n.*registered here
# Must say: help: do what a worker has to do at its end in its own function
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
    context = multiprocessing.get_context("fork")
    jobs = [context.Process(target=work, args=(n,)) for n in range(2)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
