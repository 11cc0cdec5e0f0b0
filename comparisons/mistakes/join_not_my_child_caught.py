# JS004: a worker joins another, and takes the refusal for an end.
from contextlib import suppress
from multiprocessing import Process


def first():
    pass


def second(other):
    with suppress(AssertionError):
        other.join()
    print("Worker 1 has ended")  # nobody knows


if __name__ == "__main__":
    one = Process(target=first)
    one.start()
    two = Process(target=second, args=(one,))
    two.start()
    two.join()
    one.join()
