# Wrong: the worker opens a FIFO to read from it, and nobody opens it to write.
# Deadline: 2
# Must say: \[JS036\] The worker opens the FIFO \S+/jobs for reading, and waits for somebody to open
# Must say: with open\(path\) as jobs:\n.* worker waits here
# Must say: help: open it for writing in another process, or thread, at the same time
# Must say: (?m)^ +worker \(\d+\) += *=+\.+$
import multiprocessing
import os
import tempfile


def work(path):
    with open(path) as jobs:
        print(jobs.read())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "jobs")
        os.mkfifo(path)
        worker = multiprocessing.get_context("fork").Process(target=work, args=(path,))
        worker.start()
        worker.join()
