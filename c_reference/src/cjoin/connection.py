"""Waiting for the first of many, in C: multiprocessing.connection.wait() on process.h."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from cjoin import library


class _HasFileno(Protocol):
    def fileno(self) -> int: ...


_Object = TypeVar("_Object", bound=int | _HasFileno)


def wait(object_list: Iterable[_Object], timeout: float | None = None) -> list[_Object]:
    """Wait until any object is ready, at most `timeout` seconds; return those that are, in order.

    An object is a descriptor, such as the sentinel of a process, or has a fileno() that returns
    one. Raises ValueError for a negative descriptor, and TypeError, ValueError or OverflowError for
    an invalid timeout, as multiprocessing.connection.wait() does; OSError for more objects than a
    process may have open.
    """
    objects = list(object_list)
    descriptors = [each if isinstance(each, int) else each.fileno() for each in objects]
    if invalid := [each for each in descriptors if each < 0]:
        # poll() never reports one, so this would wait for ever.
        raise ValueError(f"Invalid file descriptor: {invalid[0]}")
    return [objects[index] for index in library.sentinels_wait(descriptors, timeout)]
