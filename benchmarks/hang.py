"""How soon the cause of a hang is on the screen: after Ctrl-C, and after a program stands still.

Beside it stands `python -c pass`: on a machine under load both take longer.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness import Effort, Row, at_most, interleaved
from benchmarks.harness.programs import PROGRAMS

CAUSE = b"[JS021]"
INTO = 2.0  # seconds into the hang, when Ctrl-C is pressed
# Seconds until the cause is told.
PRESSED, STANDING = 1.0, 2.0


def told(*, press: bool) -> float:
    """The seconds from Ctrl-C, or from the beginning of the hang, to its cause."""
    with TemporaryDirectory() as folder:
        since = Path(folder, "since")
        words = [sys.executable, "-m", "joinscope", "explain", "--deadline", "600"]
        words += ["--wait"] * press + [str(PROGRAMS / "held_lock.py"), str(since)]
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, bufsize=0
        ) as run:
            if run.stdout is None:
                raise AssertionError("it is a pipe")
            while not since.exists():
                if run.poll() is not None:
                    raise RuntimeError("the program ended before it hung")
                time.sleep(0.01)
            start = int(since.read_text()) / 1e9
            if press:
                time.sleep(max(0.0, start + INTO - time.monotonic()))
                start = time.monotonic()
                run.send_signal(signal.SIGINT)
            seen = b""
            while CAUSE not in seen:
                piece = os.read(run.stdout.fileno(), 65536)
                if not piece:
                    raise RuntimeError("the cause of a hang was not told")
                seen += piece
            taken = time.monotonic() - start
            while os.read(run.stdout.fileno(), 65536):
                continue
        return taken


def bare() -> float:
    """The seconds that a Python takes which does nothing."""
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.monotonic() - start


def rows(effort: Effort) -> Iterator[Row]:
    """Ratios of time, with what may be taken as the limit."""
    times = interleaved(
        {
            "pass": bare,
            "after Ctrl-C": partial(told, press=True),
            "after standing still": partial(told, press=False),
        },
        rounds=effort.rounds,
    )
    alone = times.of("pass")
    for case, most in (("after Ctrl-C", PRESSED), ("after standing still", STANDING)):
        limit = most / alone.best
        beside = {"pass": alone, case: times.of(case)}
        wanted = at_most(limit, f"<= {limit:.1f}: {most:g} s")
        yield Row(f"the cause, {case}", times.ratio(case, "pass"), beside, wanted)
