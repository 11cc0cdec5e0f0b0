"""An error with a cause, from within functions."""

import multiprocessing


def deep():
    return {}["missing"]


def work():
    raise ValueError("of the worker")


if __name__ == "__main__":
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()
    try:
        deep()
    except KeyError as error:
        raise RuntimeError("of the parent") from error
