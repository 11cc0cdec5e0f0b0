"""The watch over a run of tests: tells the watcher what begins and ends, and fails a test."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest
from joinscope.live.look import tree
from joinscope.live.program_tree import processes


class Watch:
    """A watcher of this process, and what is watched now.

    Who was there before the first test, such as who reads what pytest prints, is none of them.
    `hung`: some test has been failed for its time, so a thread of it may stay for ever.
    """

    def __init__(self) -> None:
        self.hung = False
        self._phase = self._failed = 0
        self._on = False
        self._test = self._failed_test = ""
        self._stale: list[int] = []
        self._folder = Path(tempfile.mkdtemp(prefix="pytest-joinscope-"))
        self._file = self._folder / "picture.json"
        self._pid = os.getpid()
        self._others = sorted(set(processes()) - set(tree(self._pid)))
        read_end, self._write_end = os.pipe()
        command = [sys.executable, "-m", "pytest_joinscope.watcher", str(self._pid)]
        with os.fdopen(read_end) as stdin:
            subprocess.run(
                [*command, str(self._file)], stdin=stdin, check=True
            )  # it goes on in the background
        self._handler = signal.signal(signal.SIGRTMAX, self._fail)
        os.register_at_fork(after_in_child=self._forget)

    def begin(self) -> None:
        """A test begins: threads of one that hung, and is over, have no part in it."""
        main = threading.main_thread().native_id
        self._stale = [each for each in _tids() if each != main] if self.hung else []

    @contextmanager
    def phase(self, test: str, seconds: float, children: list[int]) -> Iterator[None]:
        """Watch what is done here: a part of a test that has so many seconds."""
        self._phase += 1
        self._tell(
            phase=self._phase,
            test=test,
            seconds=seconds,
            children=children,
            without=[*self._others, *self._stale, *_threads_of_none()],
        )
        self._test, self._on = test, True
        try:
            yield
        finally:
            self._on = False
            self._tell(phase=self._phase)
            if self._failed != self._phase and self._told() is not None:
                self._raise()  # it went on, or failed, as what it had started was killed

    def has_failed(self, test: str) -> bool:
        """Whether this test has just been failed for its time."""
        return self._failed_test == test

    def close(self) -> None:
        """End the watcher."""
        self._close()
        signal.signal(signal.SIGRTMAX, self._handler)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _tell(self, **what: object) -> None:
        with suppress(BrokenPipeError):  # somebody has killed it: tests go on without
            os.write(self._write_end, json.dumps(what).encode() + b"\n")

    def _fail(self, _number: int, _frame: FrameType | None) -> None:
        __tracebackhide__ = True
        if not self._on or os.getpid() != self._pid or self._told() is None:
            return  # None: it was meant for a phase that has ended
        self._raise()

    def _raise(self) -> NoReturn:
        __tracebackhide__ = True
        again, self.hung = self._failed == self._phase, True
        self._failed, self._failed_test = self._phase, self._test
        told = self._told() or {"cause": "", "text": ""}
        line = f"it hangs: {told['cause']}"
        pytest.fail(line if again else f"{line}\n\n{told['text']}")  # again: while it cleans up

    def _told(self) -> dict[str, str] | None:
        """What the watcher has told of this phase."""
        if not self._file.exists():
            return None
        found = json.loads(self._file.read_text())
        return found if found["phase"] == self._phase else None

    def _forget(self) -> None:
        """A worker has no part in it: what fails its parent must not fail it."""
        self._close()
        signal.signal(signal.SIGRTMAX, signal.SIG_DFL)

    def _close(self) -> None:
        """Once: a worker may have its own descriptor of this number when it forks another."""
        if self._write_end >= 0:
            os.close(self._write_end)
            self._write_end = -1


def _threads_of_none() -> list[int]:
    """The threads of this process that no test waits for: of faulthandler, and of xdist."""
    ours = {each.native_id for each in threading.enumerate() if not _is_of_execnet(each)}
    return [each for each in _tids() if each not in ours]


def _tids() -> list[int]:
    return [int(each) for each in os.listdir("/proc/self/task")]  # noqa: PTH208 - many, and small


def _is_of_execnet(thread: threading.Thread) -> bool:
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 - the only way to ask
    while frame is not None and thread is not threading.main_thread():
        if "execnet" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False
