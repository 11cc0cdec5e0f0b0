# Wrong: a worker is killed while it holds a lock that has no owner.
# Deadline: 2
# Must say: with lock:  # here\n.* worker 2 waits here
# Must say: worker 1 .*kill SIGKILL to itself
# Must say: note: ended before that: worker 1 \(\d+\): killed by SIGKILL, at killed_with_the_lock\.py:\d+\.
# Must not say: waits in time\.sleep
import multiprocessing
import os
import signal
import time


def victim(lock):
    with lock:
        os.kill(os.getpid(), signal.SIGKILL)


def survivor(lock):
    time.sleep(0.3)  # is over when it waits for the lock
    with lock:  # here
        print("survives")


if __name__ == "__main__":
    context = multiprocessing.get_context("fork")
    lock = context.Lock()
    workers = [context.Process(target=each, args=(lock,)) for each in (victim, survivor)]
    for worker in workers:
        worker.start()
        worker.join()
