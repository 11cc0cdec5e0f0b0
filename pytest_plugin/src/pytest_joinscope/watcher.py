"""The process that watches a run of tests, and looks at it when a test takes too long.

It is a process of its own, as a thread would be one that runs in what is looked at. It is told by
its standard input which test begins and ends, a line of JSON each; and ends at the end of that.

At the limit it draws the picture and sends SIGRTMAX, at which the test fails with the picture; then
it kills what the test has started. If that does not come through, for the thread does not run any
Python or cleans up for too long, it does so again; and kills the run of tests in the end.
"""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from pytest_joinscope.leaks import come_since

GRACE = 3.0  # seconds for a test to fail, once it is told to
IDLE = 0.5  # seconds after which a test is no quick one
FIRST = 0.2  # seconds for its thread to take the signal
TIMES = 4  # that it is told


def main() -> None:
    """Watch the process of this PID, which reads pictures from this file."""
    pid, file = int(sys.argv[1]), Path(sys.argv[2])
    if os.fork():  # who has started it need not wait for it
        os._exit(0)
    os.setsid()
    with suppress(BrokenPipeError, ProcessLookupError):
        _watch(pid, file)


def _watch(pid: int, file: Path) -> None:
    phase: Mapping[str, Any] = {}
    due, left, data = float("inf"), TIMES, b""
    while True:
        wait = max(0.0, due - time.monotonic())
        if not select.select([0], [], [], min(wait, IDLE) if wait < float("inf") else None)[0]:
            if wait > IDLE:
                import_module("pytest_joinscope.picture")  # it may be needed, and takes its time
                continue
            end(pid, file, phase, last=left == 0)
            due, left = time.monotonic() + GRACE, left - 1
            continue
        piece = os.read(0, 1 << 16)
        if not piece:
            return
        *lines, data = (data + piece).split(b"\n")
        if lines:  # what came before the last is over
            phase = json.loads(lines[-1])
            due, left = time.monotonic() + phase.get("seconds", float("inf")), TIMES


def end(pid: int, file: Path, phase: Mapping[str, Any], *, last: bool) -> None:
    """Have the test fail, with the picture of the first time."""
    if not _has(file, phase):
        cause, text = _drawn(pid, phase)
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps({"phase": phase["phase"], "cause": cause, "text": text}))
        fresh.replace(file)
    if last:
        sys.stderr.write(f"\npytest-joinscope: {phase['test']} does not end: the run is killed\n")
        sys.stderr.write(json.loads(file.read_text())["text"] + "\n")
        sys.stderr.flush()
    victims = come_since(phase["children"], pid)
    if select.select([0], [], [], 0)[0]:
        return  # it has ended while the picture was drawn, and these may be of the next
    os.kill(pid, signal.SIGKILL if last else signal.SIGRTMAX)
    time.sleep(FIRST)  # so that it fails for this, and not for what it waits for having ended
    for each in victims:  # what has come since may be of the next test
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _has(file: Path, phase: Mapping[str, Any]) -> bool:
    with suppress(OSError, ValueError):
        return bool(json.loads(file.read_text())["phase"] == phase["phase"])
    return False


def _drawn(pid: int, phase: Mapping[str, Any]) -> tuple[str, str]:
    """The picture; a fault of it must not keep the test from failing."""
    from pytest_joinscope.picture import picture  # noqa: PLC0415 - slow, and most tests end

    try:
        return picture(pid, phase["without"])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return "", f"no picture could be drawn: {type(error).__name__}: {error}"


if __name__ == "__main__":
    main()
