"""Waiting for the first of many, in C: multiprocessing.connection.wait() on process.h."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from cjoin import library


class _HasFileno(Protocol):
    def fileno(self) -> int: ...


_Object = TypeVar("_Object", bound=int | _HasFileno)


def wait(object_list: Iterable[_Object], timeout: float | None = None) -> list[_Object]:
    """Wait until any is ready, at most so many seconds, and return those that are.

    They are sentinels of processes, or have a fileno(), as those of multiprocessing.
    """
    objects = list(object_list)
    descriptors = [each if isinstance(each, int) else each.fileno() for each in objects]
    return [objects[index] for index in library.wait_any(descriptors, timeout)]
