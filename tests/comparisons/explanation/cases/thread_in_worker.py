# Wrong: the worker's function has returned, but a thread that it started never ends.
# Deadline: 2
# Must say: \[JS029\] The worker has finished its work
# Must say: a thread of worker \(\d+\) waits in futex for an Event to be set, at \S+\.py:15
# Must say: worker \(\d+\) waits in futex for a thread to end
# Must not say: waits in builtins\.print
# Must not say: at 'worker\.start\(\)'
import multiprocessing
import threading

stop = threading.Event()


def watch():
    stop.wait()


def work():
    threading.Thread(target=watch).start()
    print("done", flush=True)


if __name__ == "__main__":
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join()
