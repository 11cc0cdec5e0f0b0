"""cjoin.wait() and multiprocessing.connection.wait(): the same objects are ready, in one order."""

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import connection
from typing import Any

import cjoin
import pytest

Wait = Callable[..., list[Any]]
each_wait = pytest.mark.parametrize(
    "wait", [connection.wait, cjoin.wait], ids=["multiprocessing", "cjoin"]
)


@pytest.fixture
def pipes() -> Iterator[list[tuple[int, int]]]:
    """The two ends of three pipes."""
    pipes = [os.pipe() for _ in range(3)]
    yield pipes
    for fd in (fd for pipe in pipes for fd in pipe):
        os.close(fd)


def tells_what_is_ready(wait: Wait, pipes: list[tuple[int, int]]) -> None:
    """Nothing, then one of several, then two of them; until they have been read."""
    reading, writing = zip(*pipes, strict=True)
    assert wait(reading, 0) == []
    assert wait(reading, -1) == []
    assert wait(reading, 0.001) == []
    os.write(writing[1], b"x")
    assert wait(reading) == [reading[1]]
    assert wait(reading, 1000) == [reading[1]]
    os.write(writing[2], b"x")
    assert wait(reversed(reading)) == [reading[2], reading[1]]
    os.read(reading[1], 1)
    assert wait(reading) == [reading[2]]


@each_wait
def test_what_is_ready(wait: Wait, pipes: list[tuple[int, int]]) -> None:
    """What can be read is returned, as often as it is asked for, in the order of the objects."""
    tells_what_is_ready(wait, pipes)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda _objects, _timeout=None: [],
        lambda objects, timeout=None: list(objects) if timeout is None else [],
        lambda objects, timeout=None: sorted(cjoin.wait(objects, timeout)),
    ],
    ids=["nothing", "everything", "another order"],
)
def test_a_wrong_answer_is_found(wrong: Wait, pipes: list[tuple[int, int]]) -> None:
    """One that returns nothing, all objects, or another order is found out."""
    with pytest.raises(AssertionError):
        tells_what_is_ready(wrong, pipes)


@contextmanager
def alarm(handler: Callable[[], object]) -> Iterator[None]:
    """The handler runs for a signal in 20 ms, and every 20 ms from then on."""
    before = signal.signal(signal.SIGALRM, lambda _number, _frame: handler())
    signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@each_wait
@pytest.mark.parametrize("timeout", [None, 1000])
def test_a_handler_runs_while_it_waits(
    wait: Wait, timeout: float | None, pipes: list[tuple[int, int]]
) -> None:
    """A signal does not end the wait: the handler runs, and the wait goes on to its result."""
    (reading, writing), *_ = pipes
    runs: list[None] = []

    def third_run_writes() -> None:
        runs.append(None)
        if len(runs) == 3:
            os.write(writing, b"x")

    with alarm(third_run_writes):
        assert wait([reading], timeout) == [reading]
    assert len(runs) >= 3


@each_wait
def test_signals_do_not_make_it_longer(wait: Wait, pipes: list[tuple[int, int]]) -> None:
    """However many signals come, the time is over when it is over."""
    with alarm(int):
        assert wait([pipes[0][0]], 0.1) == []


def error_of(wait: Wait, *arguments: object) -> tuple[type[Exception], str]:
    with pytest.raises((TypeError, ValueError, OverflowError, OSError)) as raised:
        wait(*arguments)
    return raised.type, str(raised.value)


@pytest.mark.parametrize("timeout", ["1", 1j, float("nan"), float("inf"), 10**400])
def test_an_invalid_timeout(timeout: object, pipes: list[tuple[int, int]]) -> None:
    """What is not a number of seconds is the same error as multiprocessing's."""
    reading = [pipes[0][0]]
    assert error_of(connection.wait, reading, timeout) == error_of(cjoin.wait, reading, timeout)


def test_more_than_a_process_may_have(pipes: list[tuple[int, int]]) -> None:
    """More objects than RLIMIT_NOFILE are the same error as multiprocessing's."""
    reading = [reading for reading, _ in pipes]
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (2, most[1]))
    try:
        python, c = (error_of(wait, reading, 0) for wait in (connection.wait, cjoin.wait))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, most)
    assert python == (OSError, "[Errno 22] Invalid argument")
    assert python == c


class Closed:
    """An object whose descriptor is closed, as a socket says it."""

    def fileno(self) -> int:
        return -1


@pytest.mark.parametrize("objects", [[-1], [Closed()], [0, -7]])
def test_a_negative_descriptor(objects: list[object]) -> None:
    """What can never be ready is the same error as multiprocessing's, and no wait for ever."""
    python, c = (error_of(wait, objects) for wait in (connection.wait, cjoin.wait))
    assert python == (ValueError, f"Invalid file descriptor: {-7 if len(objects) > 1 else -1}")
    assert python == c
