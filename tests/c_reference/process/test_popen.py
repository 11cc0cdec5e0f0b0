"""Several who wait for one worker at once, with the race between them made certain."""

import os
from collections.abc import Sequence
from multiprocessing.process import BaseProcess

import cjoin
import pytest
from cjoin import library

# pytest-xdist has threads; what is asked here has nothing to do with them.
pytestmark = pytest.mark.filterwarnings("ignore:.* is multi-threaded:DeprecationWarning")


@pytest.fixture
def process() -> BaseProcess:
    """One that runs; it waits as those of the other start methods do."""
    process = cjoin.get_context("fork").Process(target=int)
    process.start()
    return process


def test_closed_while_a_timed_join_waits(
    process: BaseProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The join of a process that a signal handler, or a thread, closes meanwhile just returns."""
    sentinels_wait = library.sentinels_wait
    waits: list[float | None] = []

    def closed_meanwhile(sentinels: Sequence[int], timeout: float | None) -> list[int]:
        waits.append(timeout)
        ready = sentinels_wait(sentinels, timeout)
        process.join()
        process.close()
        return ready

    monkeypatch.setattr(library, "sentinels_wait", closed_meanwhile)
    process.join(20)
    assert waits == [20]
    with pytest.raises(ValueError, match="closed"):
        process.is_alive()


def test_who_finds_no_status_forgets_none(
    process: BaseProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that wait one is told that there is no such child; what the other learnt stays."""
    join = library.join

    def lost(_worker: object) -> None:
        monkeypatch.setattr(library, "join", join)
        process.join()

    monkeypatch.setattr(library, "join", lost)
    process.join()
    assert library.join is join
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *arguments: sent.append(arguments))
    process.kill()
    assert sent == []  # who has that pid now is somebody else
    process.close()
