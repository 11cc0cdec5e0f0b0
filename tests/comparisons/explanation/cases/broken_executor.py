"""A worker of an executor is killed: that is told, and who it was."""
# Must say: warning\[JS045\]: The program ended by .*BrokenProcessPool: A process in the process pool was
# Must say: The worker had ended first: killed by SIGKILL\.
# Must say: help: find out why that worker ended
# Must say: note\[JS013\]: SIGKILL killed (the worker|worker 1)\.$
# Must say: (the worker|worker 1) is sent SIGKILL here
# Must say: help: if the program means to end it so, there is nothing to do\.
# Must not say: out of memory, or a person
# Must not say: is sent SIGTERM here

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor


def work() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as executor:
    print(executor.submit(work).result())
