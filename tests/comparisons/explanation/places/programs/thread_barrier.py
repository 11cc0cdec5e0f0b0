"""A barrier for two, with one."""
import threading


def meet(barrier):
    return barrier.wait()  # HERE: parent


meet(threading.Barrier(2))
