"""The worker that an executor has lost is the one of which its thread learned, however it ended.

Others may have failed before; and those that the executor then ends have failed, too.
"""
# Must say: BrokenProcessPool
# Must say: Worker [23] had ended first: exited with 0, at
# Must not say: had ended first: (killed|exited with 3)

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor


def ends() -> None:
    os._exit(0)


def fails() -> None:
    os._exit(3)


context = multiprocessing.get_context("fork")
worker = context.Process(target=fails)
worker.start()
worker.join()
with ProcessPoolExecutor(2, context) as executor:
    executor.submit(ends).result()
