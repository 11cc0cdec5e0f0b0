"""Scripts of the interpreter: recorded once, run untraced many times, and what that contradicts.

Two runs of a script are alike if they said the same lines, in whichever order: each line holds the
kinds of answers that its process has got since its last one. What a recording proves has to hold
in all runs that are alike; two lines that it calls concurrent have to be seen either way. The
delays are the oracle: a run in which all stops for long before one line shows what can come before
that line, for only what has to be after it waits for it.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.causal_past import CausalPast, Ways
from joinscope.happens_before.linear_extensions import LinearExtensions, outputs
from joinscope.recording.recorders import syscalls
from joinscope.recording.recording import parse
from joinscope.recording.records import Note, Record, ThreadRecord, decoder
from joinscope.vocabulary import Relation

SOURCES = Path(__file__).parents[1] / "random_programs" / "programs"
DEADLINE = 2000  # ms that a run may take beyond its delay; one that takes longer is given up
DELAYS = (12, 60, 300)  # ms for which a line is late: the longer ones if that was not enough
LAST_DELAY = 3000  # ms: whoever is not done by then waits for it
AT_ONCE = 16
RANDOM_RUNS = 8

Output = tuple[str, ...]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Tools:
    """The compiled interpreter, what runs it many times, and a folder to run it in."""

    interpreter: Path
    run_many: Path
    folder: Path


def build(folder: Path) -> Tools:
    """Compile the interpreter and what runs it many times.

    Scripts are recorded by several threads; of these only one may make the decoder of records, for
    msgspec has the types of fields half done meanwhile.
    """
    decoder()
    tools = Tools(folder / "interpreter", folder / "run_many", folder)
    for made in (tools.interpreter, tools.run_many):
        warnings = ("-Wall", "-Wextra", "-Werror")
        names = (made.name, "objects") if made == tools.interpreter else (made.name,)
        sources = [SOURCES / f"{each}.c" for each in names]
        subprocess.run(["cc", "-std=gnu17", "-O1", *warnings, "-o", made, *sources], check=True)
    return tools


def record(tools: Tools, script: str, *, seconds: float = 2) -> list[bytes] | None:
    """The records of one run; None if it did not end in time."""
    folder = tempfile.mkdtemp(dir=tools.folder)
    records = os.memfd_create("records")
    try:
        command = [str(tools.interpreter), script, "note"]
        with subprocess.Popen(
            syscalls.start_line(command, records=records, deadline=seconds),
            pass_fds=[records],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,
        ) as process:
            process.communicate()
        _remove_queues(script, process.pid)
        with open(records, "rb", closefd=False) as file:
            file.seek(0)
            return file.read().splitlines() if process.returncode == 0 else None
    finally:
        os.close(records)
        shutil.rmtree(folder)


def _remove_queues(script: str, session: int) -> None:
    """Remove what a script has left of System V's queues, which outlive their processes."""
    for number in {*re.findall(r"msgget:(\d+)", script)}:
        command = ["ipcrm", "-Q", hex(session << 5 | int(number))]
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)


@dataclass
class Recorded:
    """The order of a recording; the first point of each operation, by the name of its line."""

    order: HappensBefore = field(default_factory=HappensBefore)
    starts: dict[str, int] = field(default_factory=dict)
    noted: dict[int, str] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        if isinstance(record, Note):
            self.noted[record.tid] = record.text.strip()
            return
        point = self.order.add(record)
        if point is not None and isinstance(record, ThreadRecord) and record.tid in self.noted:
            self.starts[self.noted.pop(record.tid)] = point

    def outside(self, line: str) -> list[str]:
        """For each process its first operation that nothing shows to be before a line."""
        past = CausalPast(self.order.graph, self.starts[name_of(line)], ways=Ways.MAY)
        found: dict[str, str] = {}
        for name, point in self.starts.items():
            process = name.split(".")[0]
            if process not in found and name != name_of(line) and not past.holds(point):
                found[process] = name
        return [*found.values()]


def order_of(records: list[bytes]) -> Recorded:
    recorded = Recorded()
    recording = parse(records, recorded)
    assert recording.complete
    return recorded


def run(
    tools: Tools, script: str, plans: Sequence[str], *, deadline: float = DEADLINE
) -> list[Output | None]:
    """What each run has said, untraced, with the delays of its plan; None if it did not end.

    The deadline is in ms.
    """
    if not plans:
        return []
    limits = f"{deadline:.0f}", str(AT_ONCE)
    command = [str(tools.run_many), str(tools.interpreter), script, *limits]
    given = "".join(f"{plan}\n" for plan in plans).encode()
    done = subprocess.run(command, input=given, capture_output=True, check=True, cwd=tools.folder)
    found: list[Output | None] = [None] * len(plans)
    rest = done.stdout
    while rest:
        head, rest = rest.split(b"\n", 1)
        number, ended, size = map(int, head.split())
        if ended:
            found[number] = (*rest[:size].decode().splitlines(),)
        rest = rest[size:]
    return found


def name_of(line: str) -> str:
    """The process and the operation that said a line."""
    return line.split(" ", 1)[0]


def whole(script: str, lines: Iterable[str]) -> bool:
    """Whether each process has said all its lines: of one that was killed before, who knows."""
    wanted = {
        f"{process}.{place}"
        for process, operations in enumerate(script.split(" / "))
        for place, operation in enumerate(operations.split())
        if operation == "say"
    }
    return wanted <= {name_of(line) for line in lines}


@dataclass
class Oracle:
    """What runs of a script have shown that are alike a recording of it.

    Attributes:
        lines: the lines of the recording.
        seen: the pairs of which the first came first.
        runs, alike: how many runs there were, and how many of them were alike.
        late: the lines for which a run was alike in which they came late.
        base: random delays with which a run was alike; other runs have them as well.
        outputs: each output of a run that was alike, and its plan.
    """

    lines: Output
    seen: dict[Pair, str] = field(default_factory=dict)
    runs: int = 0
    alike: int = 0
    late: set[str] = field(default_factory=set)
    base: str = ""
    outputs: dict[Output, str] = field(default_factory=dict)

    def take(self, plan: str, output: Output | None) -> bool:
        self.runs += 1
        if output is None or sorted(output) != sorted(self.lines):
            return False
        self.alike += 1
        self.outputs.setdefault(output, plan)
        for pair in combinations(output, 2):
            self.seen.setdefault(pair, plan)
        return True

    def ask(self, tools: Tools, script: str, names: Iterable[str], delay: float) -> None:
        """Run with each of these lines late."""
        wanted = {*names}
        late = [line for line in self.lines if name_of(line) in wanted]
        plans = [f"{self.base}{name_of(line)}={delay * 1000:.0f}" for line in late]
        found = run(tools, script, plans, deadline=DEADLINE + delay)
        for line, plan, output in zip(late, plans, found, strict=True):
            if self.take(plan, output):
                self.late.add(line)


@dataclass(frozen=True)
class Answers:
    """What is said of each two lines of a recording."""

    legal: LinearExtensions
    recorded: Recorded

    @classmethod
    def of(cls, recorded: Recorded) -> "Answers":
        return cls(outputs(recorded.order), recorded)

    def __iter__(self) -> Iterator[tuple[str, str, Relation]]:
        texts = self.legal.texts
        for one, other in combinations(range(len(texts)), 2):
            yield texts[one], texts[other], self.legal.relation(one, other)


@dataclass(frozen=True)
class Fault:
    """A false answer: two lines, what was said of them, and what a run has shown.

    `plan` is that of a run which was alike and had the second line first; or, where they are said
    to be concurrent, that of runs which had the first line late, and yet first.
    """

    first: str
    second: str
    said: Relation
    plan: str


def false_before(answers: Answers, oracle: Oracle) -> list[Fault]:
    """Each two lines said to be in an order that a run which was alike had not."""
    return [
        Fault(one, other, said, oracle.seen[other, one])
        for one, other, said in answers
        if said is Relation.BEFORE and (other, one) in oracle.seen
    ]


def illegal(answers: Answers, oracle: Oracle) -> list[tuple[Output, str]]:
    """Each output of a run that was alike which is not among the legal ones, with its plan."""
    return [each for each in oracle.outputs.items() if not answers.legal.allows(each[0])]


def unshown(answers: Answers, oracle: Oracle) -> list[Fault]:
    """Each two lines said to be concurrent that only came in one order so far."""
    found = []
    for one, other, said in answers:
        if said is Relation.CONCURRENT:
            found += [
                Fault(*pair, said, f"{name_of(pair[0])} late")
                for pair in ((one, other), (other, one))
                if pair[::-1] not in oracle.seen
            ]
    return found


def false_concurrent(answers: Answers, oracle: Oracle) -> list[Fault]:
    """Each two lines of which the first came late in a run which was alike, and yet was first."""
    return [each for each in unshown(answers, oracle) if each.first in oracle.late]


def ask(tools: Tools, script: str, answers: Answers) -> Oracle:
    """Run a script until each answer about it is confirmed, or there is no hope that it will be."""
    oracle = Oracle(answers.legal.texts)
    plans = ["", *(f"~{seed},{most},300 " for most in (500, 5000) for seed in range(RANDOM_RUNS))]
    alike = [
        plan
        for plan, output in zip(plans, run(tools, script, plans), strict=True)
        if oracle.take(plan, output)
    ]
    oracle.base = alike[0] if alike else ""
    oracle.ask(tools, script, map(name_of, oracle.lines), DELAYS[0])
    _stop_others(tools, script, answers, oracle, [*alike[:3], *plans[1:4]], DELAYS[0])
    for delay in DELAYS[1:]:
        oracle.late.clear()
        names = {name_of(each.first) for each in unshown(answers, oracle)}
        oracle.ask(tools, script, names, delay)
        _stop_others(tools, script, answers, oracle, alike[:2], DELAYS[1])
    _last_chance(tools, script, answers, oracle)
    return oracle


def _last_chance(tools: Tools, script: str, answers: Answers, oracle: Oracle) -> None:
    """Look hard for a run that shows what seems false: who gets what may have to go another way."""
    wrong = {name_of(each.first) for each in false_concurrent(answers, oracle)}
    bases = [f"~{seed},{most},300 " for most in (500, 5000) for seed in range(100, 120)]
    for name in sorted(wrong):
        plans = [f"{base}{name}={DELAYS[1] * 1000}" for base in bases]
        for plan, output in zip(plans, run(tools, script, plans), strict=True):
            oracle.take(plan, output)
    _stop_others(tools, script, answers, oracle, bases if wrong else (), DELAYS[1])
    _two_late(tools, script, answers, oracle)
    oracle.late.clear()
    left = {name_of(each.first) for each in unshown(answers, oracle)} & wrong
    oracle.ask(tools, script, left, LAST_DELAY)


def _two_late(tools: Tools, script: str, answers: Answers, oracle: Oracle) -> None:
    """Run with a line late that seems to have to be first, and any other operation as well.

    What gets another answer if that line alone is late may have to wait with it.
    """
    for name in sorted({name_of(each.first) for each in false_concurrent(answers, oracle)}):
        plans = [
            f"{name}={DELAYS[1] * 1000} {other}={delay * 1000}"
            for other in answers.recorded.starts
            for delay in (DELAYS[1], 2 * DELAYS[1])
            if other != name
        ]
        found = run(tools, script, plans, deadline=DEADLINE + 3 * DELAYS[1])
        for plan, output in zip(plans, found, strict=True):
            oracle.take(plan, output)


def _stop_others(
    tools: Tools, script: str, answers: Answers, oracle: Oracle, bases: Iterable[str], delay: float
) -> None:
    """Run with all stopped for long that is not before a line, so that the line comes first."""
    for base in bases:
        wanted = {each.second for each in unshown(answers, oracle)}
        stops = {
            " ".join(f"{name}={delay * 1000:.0f}" for name in answers.recorded.outside(line))
            for line in sorted(wanted)
        }
        plans = [base + each for each in sorted(stops)]
        found = run(tools, script, plans, deadline=DEADLINE + delay)
        for plan, output in zip(plans, found, strict=True):
            oracle.take(plan, output)
