"""The table of truth: programs that print A and B, with what is true of the two lines.

The rows are in tests/truth/programs/, a file for each kind; row.h and frame.py there say what a row
is. Here they are found, run untraced with delays (the oracle), and recorded.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path

from completeness import hold
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.second_look import would_tell
from joinscope.joins.account import Account
from joinscope.joins.proved_order import Order
from joinscope.recording import runner
from joinscope.recording.recording import Recording
from joinscope.recording.records import Record

PROGRAMS = Path(__file__).parents[1] / "truth" / "programs"
# What a choice says, and how a row begins and ends.
SAYS = r"""(?:"?(?P<code>\w+)"?, "(?P<outputs>[ABny ]+)"\))?"""
WORD = "(?P<word>before|concurrent|choice)"
ROW = {
    ".c": rf"^(?i:{WORD})\((?P<name>\w+)(?:\)|, {SAYS})\n\{{(?P<body>.*?)^\}}",
    ".py": rf"^@{WORD}(?:\({SAYS})?\ndef (?P<name>\w+)(?P<body>.*?)^(?=\S)",
}
OUTPUTS = {"before": "AB", "concurrent": "AB BA"}


@dataclass(frozen=True, slots=True)
class Row:
    """A program: its kind, and every output that it can have ("AB": A, then B).

    `code` names the choice on which its output depends, None if it has none. `points` are where it
    can be late.
    """

    kind: str
    name: str
    file: Path
    outputs: frozenset[str]
    code: str | None
    points: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind}-{self.name}"

    def command(self, late: Iterable[str] = ()) -> list[str]:
        """Return the command that runs it, late at some of its points."""
        if self.file.suffix == ".py":
            return [sys.executable, "-S", str(self.file), self.name, *late]
        return [str(_compiled(looking=self.kind in LOOKING)), self.name, *late]

    def schedules(self) -> list[tuple[str, ...]]:
        """Return at which points to be late: each alone; of a choice any of them together."""
        most = len(self.points) if self.code else 1
        return [late for n in range(most + 1) for late in combinations(self.points, n)]


def _rows() -> Iterator[Row]:
    for file in sorted((*PROGRAMS.glob("*.c"), *PROGRAMS.glob("*.py"))):
        for found in re.finditer(ROW[file.suffix], file.read_text(), re.MULTILINE | re.DOTALL):
            outputs = found["outputs"] or OUTPUTS[found["word"].lower()]
            points = dict.fromkeys(("A", "B", *re.findall(r'late(?:\(|, )"(\w+)"', found["body"])))
            yield Row(
                file.stem,
                found["name"],
                file,
                frozenset(outputs.split()),
                found["code"],
                tuple(points),
            )


ROWS = tuple(_rows())
# By kind and name, the faults of what is said of a row.
KNOWN: dict[str, dict[str, list[str]]] = tomllib.loads(
    (PROGRAMS.parent / "known_faults.toml").read_text()
)


# Kinds of which some programs look at others in /proc.
LOOKING = {"looks", "memory", "passed"}


@cache
def _compiled(*, looking: bool) -> Path:
    """Compile the rows in C into a program, unless another process has, and return it."""
    sources = [*PROGRAMS.glob("*.c"), *PROGRAMS.glob("*.h")]
    state = hashlib.sha256(b"\0".join(each.read_bytes() for each in sorted(sources)))
    folder = Path(tempfile.gettempdir(), f"joinscope-truth-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    program = folder / f"{state.hexdigest()[:16]}-{'looking' if looking else 'plain'}"
    if not program.exists():
        fresh = folder / f"{os.getpid()}"
        flags = ("-std=gnu17", "-Wall", "-Wextra", "-Werror", "-pthread")
        unused = ("-Wno-unused-result", "-Wno-unused-function")
        kinds = ("-DLOOKING",) if looking else ()
        subprocess.run(
            ["cc", *flags, *unused, *kinds, "-o", fresh, PROGRAMS / "rows.c"], check=True
        )
        fresh.rename(program)
    return program


def output(row: Row, late: Iterable[str], *, delay: int) -> str:
    """Run a row untraced, late by `delay` ms at some points; return its output, "AB" or "nAB"."""
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            row.command(late),
            env={**os.environ, "LATE": str(delay), "FOLDER": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=True,
            timeout=60,
        )
    return _shown(run.stdout.decode().split())


def _shown(lines: Iterable[str]) -> str:
    """Join lines, the answer first, if there is one, wherever it was printed."""
    return "".join(sorted(lines, key="AB".__contains__))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was printed, and what a recording says of A and B: a relation, the reason if unknown."""

    output: str
    relation: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A recording of a row, and its records: what they say can be asked again."""

    recording: Recording
    records: list[Record]

    def answer(self) -> Answer:
        """Return what is said of A and B."""
        if self.recording.exit_status != 0:
            return Answer("", f"exit status {self.recording.exit_status}")
        account = Account.of(self.records)
        hold(self.recording, account)
        found = Order(account).relation("A", "B")
        reason = found.reason.code if found.reason else None
        return Answer(_shown(self.recording.texts), found.relation.value, reason)


@dataclass(slots=True)
class _Kept:
    """Keeps all records."""

    records: list[Record] = field(default_factory=list)

    def add(self, record: Record) -> None:
        self.records.append(record)


def run(row: Row, late: Iterable[str] = ()) -> Run:
    """Record a row, late by 50 ms at some points: as joinscope does, again if look-ups tell."""
    found = _recorded(row.command(late))
    if would_tell(Account.of(found.records).order):
        found = _recorded(row.command(late), lookups=True)
    return found


def answer(row: Row) -> Answer:
    """Record a row, and return what is said of A and B."""
    return run(row).answer()


def _recorded(command: list[str], *, lookups: bool = False) -> Run:
    kept = _Kept()
    with tempfile.TemporaryDirectory() as folder:
        (recording,) = runner.record(
            [command],
            through=["pipe"],
            deadline=60,
            evidence="syscalls",
            consumers=[kept],
            surroundings=runner.Surroundings({**os.environ, "LATE": "50", "FOLDER": folder}),
            lookups=lookups,
        )
    return Run(recording, kept.records)


# Choices between kinds of answers (success, not yet): runs with the other answer are not alike.
OF_KIND = {choice.code for choice in Choice if choice.of_kind}
# Where a program branches: on what a signal, the clock, or who came first has done before. (What a
# shell does at a trap is for several reasons: "trap".)
BRANCH = {"interrupted", "clock", "server", "trap"}
CODES = {choice.code for choice in Choice}

# Kinds of which nothing may be unknown without a choice: the kernel carries their order, or none.
KNOWABLE = {
    *(
        "fifos",
        "idioms",
        "pidfds",
        "pipes",
        "processes",
        "queues",
        "signals",
        "sleeps",
        "socketpairs",
    ),
    *("unix_sockets", "vforks", "waits"),
}


def runs(row: Row) -> list[Run]:
    """Record a row, a choice also late at each of its points."""
    return [run(row, late) for late in ((), *((point,) for point in row.points if row.code))]


def faults(row: Row) -> set[str]:
    """Record a row; return what is wrong with what the recordings say, mostly {}."""
    return wrong(row, runs(row))


def wrong(row: Row, recorded: Iterable[Run]) -> set[str]:
    """Return what is wrong with what these recordings of a row say."""
    return {fault for each in recorded if (fault := _fault(row, each.answer()))}


def _fault(row: Row, said: Answer) -> str | None:
    """Return what is wrong with what is said of a row in one recording; None if it is right.

    Where there is no choice the relation could be known: `unknown` is told, and is a fault in
    KNOWABLE kinds. Where there is one, it is unknown whichever answer came, except that
    - whatever is so of all answers may be said, and
    - if nothing orders the lines in the runs that are alike, they are concurrent. (Those in which
      an answer was of another kind are not, whatever it depended on.)
    What is true, but unknown had the answer been another, changes from run to run.
    """
    if said.output not in row.outputs:
        return f"an output that is not in the table: {said.output}"
    orders = {output.lstrip("yn") for output in row.outputs}
    kind = said.output.rstrip("AB")
    alike = {output.lstrip("yn") for output in row.outputs if output.startswith(kind)}
    match said.relation:
        case "unknown" if row.code is None:
            return "unknown"
        case "unknown":
            right = {row.code} | (OF_KIND if row.code in OF_KIND else set())
            other = {row.code, said.reason} <= CODES and said.reason not in right
            return f"unknown for {said.reason}" if other else None
        case "before" | "after" as relation:
            true = alike if kind and row.code in BRANCH else orders
            return None if true == {"AB" if relation == "before" else "BA"} else "false before"
        case "concurrent" if len(alike) == 1:
            return "false concurrent"
        case "concurrent":
            told = kind or row.code is None or row.code in OF_KIND | BRANCH
            return None if told else "changes"
        case none:
            return none
