"""A process that os.fork() makes: its own lines are those of the function that forked it."""
import os
import threading

lock = threading.Lock()
lock.acquire()


def fork():
    child = os.fork()
    if child == 0:
        lock.acquire()  # HERE: worker
    return child


os.waitpid(fork(), 0)  # ALSO: parent
