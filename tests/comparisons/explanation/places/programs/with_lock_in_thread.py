"""A thread waits in `with lock:`, and the parent for the thread."""
import threading

lock = threading.Lock()


def critical():
    with lock:  # HERE: parent thread
        print("never")


lock.acquire()
thread = threading.Thread(target=critical)
thread.start()
thread.join()  # ALSO: parent
