"""What a schedule costs: the recorder with rules beside the recorder without.

The first rows have a rule that nobody ever comes to: what it costs to ask it at each stop. In the
others each worker is held at its end until nothing else can happen, which is certified: as many
quiet moments as there are workers. The times are those of the program's own loop.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial

from joinscope.recording.recorders import syscalls
from joinscope.schedule import Hold, Point, flat, schedule

from benchmarks.harness import Effort, Row, at_most, compiled, interleaved, seconds_of
from benchmarks.harness.programs import PROGRAMS

NEVER = Hold(Point("enter", "0.999999", call="wait"))
ENDS = Hold(Point("exit"))
MOST = 1.02  # of the recorder without a rule


def recorded(command: Sequence[str], *holds: Hold) -> float:
    """Under our recorder, with these rules; without one nothing is held."""
    with tempfile.TemporaryFile() as file:
        rules = flat(schedule(holds))
        line = syscalls.start_line(list(command), records=file.fileno(), holds=rules)
        return seconds_of(line, keep=[file.fileno()])


def rows(effort: Effort) -> Iterator[Row]:
    """Ratios of time: with a rule that holds nobody, and with one that holds each worker."""
    with compiled("fork_wait") as program:
        yield from _of("C: fork, wait", [program, "100"], effort)
    for method in ("fork", "spawn", "forkserver"):
        command = [sys.executable, str(PROGRAMS / "start_join.py"), method, "20"]
        yield from _of(f"{method}: start, join", command, effort)


def _of(case: str, command: Sequence[str], effort: Effort) -> Iterator[Row]:
    ways = {
        "free": partial(recorded, command),
        "armed": partial(recorded, command, NEVER),
        "held": partial(recorded, command, ENDS),
    }
    times = interleaved(ways, rounds=effort.rounds)
    target = at_most(MOST, f"<= {MOST}")
    yield Row(f"{case}, nobody held", times.ratio("armed", "free"), {}, target)
    yield Row(f"{case}, each worker held", times.ratio("held", "free"))
