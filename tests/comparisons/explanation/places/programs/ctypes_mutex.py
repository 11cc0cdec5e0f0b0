"""A mutex of C, in a thread."""
import ctypes
import threading

library = ctypes.CDLL(None)
mutex = ctypes.create_string_buffer(64)
library.pthread_mutex_lock(mutex)


def lock():
    library.pthread_mutex_lock(mutex)  # HERE: parent thread


thread = threading.Thread(target=lock)
thread.start()
thread.join()  # ALSO: parent
