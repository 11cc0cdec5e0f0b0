"""Signal handlers that raise, at any moment; recursion to the limit; a cycle of generators."""

import signal
import sys


class Alarmed(Exception):
    pass


def handler(_number, _frame):
    raise Alarmed


def deep(depth):
    return deep(depth + 1)


def numbers():
    yield from range(3)


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, handler)
    caught = 0
    for _ in range(20):
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0005)
            while True:
                list(numbers())
        except Alarmed:
            caught += 1
    print(caught)
    try:
        deep(0)
    except RecursionError as error:
        print(type(error).__name__)
    print(list(numbers()), sys.getrecursionlimit())
