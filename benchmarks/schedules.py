"""What a schedule costs: the recorder with rules beside the recorder without.

Of each case the first row has a schedule without a rule beside the recorder that knows of none:
that is the same, so the row says how exact the others are. The second has a rule that nobody ever
comes to: what it costs to ask it at each stop. In the third each worker is held at its end until
nothing else can happen, which is certified: as many quiet moments as there are workers. The times
are those of the program's own loop.

The last row is a whole run, as `orders --force` and `explore` make them, of one worker or two: from
the start of the recorder to the end of the records, beside one that is recorded and not forced.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial

from joinscope.recording.recorders import syscalls
from joinscope.recording.runner import record
from joinscope.schedule import Hold, Point, flat, schedule

from benchmarks import recorder
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


def whole(command: Sequence[str], *holds: Hold) -> float:
    """A run with these rules, all in all, in seconds."""
    start = time.perf_counter()
    record(
        [command],
        through=["terminal"],
        deadline=60.0,
        evidence="syscalls",
        holds=[flat(schedule(holds))],
    )
    return time.perf_counter() - start


def rows(effort: Effort) -> Iterator[Row]:
    """Ratios of time: with no rule, one that holds nobody, and one that holds each worker."""
    with compiled("fork_wait") as program:
        yield from _of("C: fork, wait", [program, "100"], effort)
        yield _whole("C: fork, wait", [program, "1"], effort)
    for method in ("fork", "spawn", "forkserver"):
        command = [sys.executable, str(PROGRAMS / "start_join.py"), method, "20"]
        yield from _of(f"{method}: start, join", command, effort)
        yield _whole(f"{method}: start, join", [*command[:-1], "1"], effort)


def _of(case: str, command: Sequence[str], effort: Effort) -> Iterator[Row]:
    ways = {
        "recorder": partial(recorder.recorded, command),
        "free": partial(recorded, command),
        "armed": partial(recorded, command, NEVER),
        "held": partial(recorded, command, ENDS),
    }
    times = interleaved(ways, rounds=effort.rounds)
    target = at_most(MOST, f"<= {MOST}")
    yield Row(f"{case}, no rule", times.ratio("free", "recorder"), {}, target)
    yield Row(f"{case}, nobody held", times.ratio("armed", "free"), {}, target)
    yield Row(f"{case}, each worker held", times.ratio("held", "free"))


def _whole(case: str, command: Sequence[str], effort: Effort) -> Row:
    ways = {"free": partial(whole, command), "forced": partial(whole, command, ENDS)}
    times = interleaved(ways, rounds=effort.rounds)
    values = {name: times.of(name) for name in ways}
    return Row(f"{case}, a whole run, forced", times.ratio("forced", "free"), values)
