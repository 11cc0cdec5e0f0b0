# Wrong: os._exit() ends the worker before the thread of its Queue has written what was put.
# Must say: \[JS018\] The parent waits for data from a pipe that nobody else can write to any more
# Must say: os\._exit\(\) at leaves_its_queue\.py:20 ended a process with the thread that writes what it had put into a Queue: what that had not written yet is lost\.
# Must say: results\.get\(\)\)\n.* parent waits here
# Must say: help: let the worker return instead of os\._exit\(\)
import multiprocessing
import os


class Slow:
    def __reduce__(self):
        os.write(at_it, b".")
        os.read(never, 1)  # its Queue's thread makes bytes of it, and does not come to write them
        return Slow, ()


def compute(results):
    results.put(Slow())
    os.read(begun, 1)
    os._exit(0)


if __name__ == "__main__":
    never, writer = os.pipe()
    begun, at_it = os.pipe()
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    worker = context.Process(target=compute, args=(results,))
    worker.start()
    worker.join()
    print(results.get())
