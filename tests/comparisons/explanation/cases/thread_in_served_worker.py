# Wrong: as in thread_in_worker.py, but under a fork server, which is not the cause.
# Deadline: 6
# Must say: \[JS029\] The worker has finished its work
# Must say: a thread of worker \(\d+\) waits in futex for an Event to be set, at \S+\.py:15
# Must say: worker \(\d+\) waits in futex for a thread to end
# Must not say: JS016
# Must not say: Deadlock
import multiprocessing
import threading

stop = threading.Event()


def watch():
    stop.wait()


def work():
    threading.Thread(target=watch).start()
    print("done", flush=True)


if __name__ == "__main__":
    worker = multiprocessing.get_context("forkserver").Process(target=work)
    worker.start()
    worker.join()
