# Wrong: another thread holds a lock at the fork; its copy in the worker stays locked for ever.
# Deadline: 3
# Must say: \[JS020\] The worker waits for a lock, and has no thread that could release it\. .* its parent had another thread
# Must say: with lock:  # here\n.* worker waits here
# Must say: (?m)^ +worker +\d+ with lock:  # here +futex \.\.\.$
# Must say: worker\.join\(\)\n.* parent waits here
# Must say: threading\.Thread\(target=holds\)\.start\(\) *\n(.*\n)?.* a thread of parent is started here for holds\(\)
# Must say: worker\.start\(\) *\n(.*\n)?.* worker is forked here
# Must not say: at 'worker\.start\(\)'
# Must not say: (?m)^ *worker \(\d+\) +=*$
import multiprocessing
import threading

lock, held = threading.Lock(), threading.Event()


def holds():
    with lock:
        held.set()
        threading.Event().wait(0.5)


def work():
    print("begins", flush=True)
    with lock:  # here
        pass


if __name__ == "__main__":
    threading.Thread(target=holds).start()
    held.wait()
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join()
