"""The same with `with`, of which Python tells no hook."""
import threading

lock = threading.Lock()


def critical():
    with lock:  # HERE: parent
        print("never")


with lock:
    critical()
