# Wrong: the worker takes a lock that it has already.
# Must say: \[JS020\] The worker waits for a lock that nobody but itself could release
# Must say: worker \(\d+\) waits in futex for a lock, at lock_taken_twice\.py:\d+
# Must not say: parent had another thread
# Must not say: not the thread that would release it
import multiprocessing, threading
lock = threading.Lock()
def log(text):
    with lock:
        print(text, flush=True)
def work():
    with lock:
        log("in work")
if __name__ == "__main__":
    p = multiprocessing.get_context("fork").Process(target=work)
    p.start()
    p.join()
