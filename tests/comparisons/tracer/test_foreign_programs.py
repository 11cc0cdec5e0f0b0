"""The tracer against strace on programs that nobody here wrote: same tree, calls and results.

A program may do different things in two runs by itself. So strace looks several times: what it saw
in one of them must be what the recorder saw, of each thread, call by call. Where it is not, the
thread has the same but for the schedule (see `unscheduled`), or it does something else in each run
under strace as well: both are told. Anything else is a difference, if strace never sees the like,
however often it looks.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from foreign_programs import ENVIRONMENT, missing, prepare, programs
from joinscope.recording.recorders import syscalls
from strace_oracle import FILE, WAIT, Step, Tree, of_recording, of_strace, strace_line
from trace_events import read_events

LOOKS, MOST_LOOKS = 3, 20
FEWEST = 60
POLLS = {"poll", "ppoll", "select", "pselect6"}
PROGRAMS = programs()
EACH = 8  # of them in the gate

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="no strace")


def ground(folder: Path) -> tuple[Path, dict[str, str]]:
    """A folder with the files that programs find, always under one name, and an environment."""
    place = folder / "ground"
    shutil.rmtree(place, ignore_errors=True)
    prepare(place)
    home = folder / "home"
    home.mkdir(exist_ok=True)
    mark = {"TRACER_TEST": os.environ["TRACER_TEST"]}
    return place, {**ENVIRONMENT, **mark, "HOME": str(home), "TMPDIR": str(home)}


def run(line: Sequence[str], folder: Path, keep: Sequence[int] = ()) -> tuple[int, bytes]:
    """Run it on fresh ground; its status and what it printed into a file."""
    place, environment = ground(folder)
    output = folder / "printed"
    with output.open("wb") as printed:
        done = subprocess.run(
            line,
            cwd=place,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            pass_fds=keep,
            check=False,
        )
    return done.returncode, output.read_bytes()


def recorded(command: list[str], folder: Path) -> tuple[Tree, int]:
    """What the recorder sees, and the status."""
    file = folder / "recording"
    with file.open("wb") as records:
        line = syscalls.start_line(command, records=records.fileno())
        status, _ = run(line, folder, [records.fileno()])
    return of_recording(read_events(file), every_file=True), status


def straced(command: list[str], folder: Path) -> tuple[Tree, int]:
    """What strace sees, and the status."""
    file = folder / "strace"
    status, _ = run([*strace_line(file), *command], folder)
    with file.open(encoding="latin-1") as lines:
        return of_strace(lines, every_file=True), status


def calls(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps but for the reads of files, of which the recorder has those that matter."""
    return tuple(each for each in steps if not each[0].startswith(FILE))


def reads(steps: Sequence[Step]) -> Iterator[Step]:
    return iter([each for each in steps if each[0].startswith(FILE)])


def agrees(ours: Sequence[Step], theirs: Sequence[Step]) -> bool:
    """Whether all calls are the same, and the reads that are recorded are among theirs, in turn."""
    left = reads(theirs)
    return calls(ours) == calls(theirs) and all(each in left for each in reads(ours))


def unscheduled(steps: Sequence[Step]) -> tuple[list[Step], list[Step]]:
    """The waits that reaped, and all other calls, without what only the schedule decides.

    Which of several children ends first, and between which calls a handler of SIGCHLD waits. How
    many bytes are there when a pipe is read or polled. How far somebody came whom a signal killed.
    """
    if calls(steps)[-1:] and str(calls(steps)[-1][1]).startswith("-"):
        return [], [calls(steps)[-1]]
    waits = sorted(each for each in calls(steps) if each[0] in WAIT and str(each[1])[:2] == "0.")
    others: list[Step] = []
    for call, value in calls(steps):
        if call in WAIT | POLLS or (call, value) == ("read", 0):
            continue
        last, before = others[-1] if others else ("", None)
        if call == last == "read" and isinstance(value, int) and isinstance(before, int):
            others[-1] = call, before + value
        else:
            others.append((call, value))
    return waits, others


def difference(ours: Tree, theirs: Sequence[Tree]) -> tuple[list[str], list[str]]:
    """What the recorder has otherwise; and what differs by the schedule, or by itself."""
    wrong, told = [], []
    for label in sorted({*ours, *(each for tree in theirs for each in tree)}):
        mine = ours.get(label, ())
        seen = [tree.get(label, ()) for tree in theirs]
        if any(agrees(mine, each) for each in seen):
            continue
        where = f"{label}: {shown(calls(mine), calls(seen[0]))}"
        if any(unscheduled(mine) == unscheduled(each) for each in seen):
            told.append(f"by the schedule, {where}")
        elif any(unscheduled(each) != unscheduled(seen[0]) for each in seen):
            told.append(f"by itself, {where}")
        else:
            wrong.append(where)
    return wrong, told


def shown(mine: Sequence[Step], theirs: Sequence[Step]) -> str:
    """Where two accounts part."""
    n = next((n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), -1)
    at = min(len(mine), len(theirs)) if n == -1 else n
    return f"at {at} ours {mine[at : at + 4]}, strace {theirs[at : at + 4]}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, marks=() if n % (len(PROGRAMS) // EACH) == 0 else pytest.mark.stress)
        for n, text in enumerate(PROGRAMS)
    ],
)
def test_foreign_program(text: str, tmp_path: Path) -> None:
    """The recorder sees what strace sees."""
    command = PROGRAMS[text]
    looks = [straced(command, tmp_path) for _ in range(LOOKS)]
    ours, status = recorded(command, tmp_path)
    assert status in [each for _, each in looks]
    wrong, told = difference(ours, [tree for tree, _ in looks])
    while wrong and len(looks) < MOST_LOOKS:
        looks.append(straced(command, tmp_path))
        wrong, told = difference(ours, [tree for tree, _ in looks])
    same = len(ours) - len(told) - len(wrong)
    print(f"{same} of {len(ours)} threads the same: {text}", *told, sep="\n    ")
    assert wrong == []


@pytest.mark.stress
def test_there_are_enough() -> None:
    """There are programs enough to say something; what is left out is not installed."""
    for text, away in missing().items():
        print(f"left out, for {away} is not installed: {text}")
    assert len(PROGRAMS) >= FEWEST
