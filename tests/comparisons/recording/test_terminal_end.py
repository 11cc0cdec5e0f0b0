"""The last line of a program that prints to a terminal is read, whenever it ends."""

import errno
import os
from collections.abc import Iterator

import pytest
from joinscope.recording.recorders import output


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is reported from now on."""
    found: list[str] = []
    monkeypatch.setattr(output, "report", lambda _, text: found.append(text))
    return found


def reads(monkeypatch: pytest.MonkeyPatch, *answers: bytes | int) -> None:
    """Let the next reads return these bytes, or fail with these errors, and then with EIO."""

    def one_after_the_other() -> Iterator[bytes | int]:
        yield from answers
        while True:
            yield errno.EIO

    left = one_after_the_other()

    def read(fd: int, size: int) -> bytes:
        del fd, size
        answer = next(left)
        if isinstance(answer, int):
            raise OSError(answer, os.strerror(answer))
        return answer

    monkeypatch.setattr(os, "read", read)


def test_what_came_while_the_end_was_looked_for(
    lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read that fails with EIO had looked for bytes before the last were written."""
    here, there = os.pipe()
    stream = output.Stream(here, "line")
    reads(monkeypatch, b"first\n", errno.EAGAIN, errno.EIO, b"last\n")
    stream.drain()
    assert (lines, stream.open) == (["first"], True)
    stream.drain()
    assert (lines, stream.open) == (["first", "last"], False)
    monkeypatch.undo()
    os.close(here)
    os.close(there)
