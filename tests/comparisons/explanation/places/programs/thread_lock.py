"""A lock that its own thread has taken."""
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()  # HERE: parent
