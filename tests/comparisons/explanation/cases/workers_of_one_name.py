"""Two workers with one name raise: each traceback is that of the process that wrote it."""
# Must say: Worker 1 ended by an exception that nothing caught: ValueError: first\.
# Must say: Worker 2 ended by an exception that nothing caught: KeyError: 'second'\.
# Must not say: The same is true

import multiprocessing


def first() -> None:
    raise ValueError("first")


def second() -> None:
    raise KeyError("second")


context = multiprocessing.get_context("fork")
for function in (first, second):
    worker = context.Process(target=function, name="twin")
    worker.start()
    worker.join()
