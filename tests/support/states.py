"""Compares what an explanation says that each process did with what was sampled meanwhile."""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from pathlib import Path

from joinscope.explanation.model import Lane, SideExplanation
from joinscope.pipeline import Case, ProgramRuns, explanation_of, run
from joinscope.programs import makers
from joinscope.programs.targets import Target
from joinscope.recording.recorders import syscalls
from joinscope.recording.runner import Surroundings

PROGRAMS = (
    Path(__file__).parents[1] / "comparisons" / "explanation" / "states" / "programs" / "phases.py"
)
NAMES = re.findall(r"^def ([a-z]\w*)\(\):", PROGRAMS.read_text("utf-8"), re.MULTILINE)
AT_ONCE = 3
NEAR = 5_000_000  # ns from a change, where samples do not count
LETTERS = {"R": "running", "x": "exiting", "T": "stopped", "Z": "zombie", "X": "zombie"}
SLEEPS = ("nanosleep", "clock_nanosleep")
# What is seen of a thread at the ends of a segment while a busy machine does not let it go on.
DELAYS = {
    "waiting": ("running",),
    "sleeping": ("running",),
    "exiting": ("running", "zombie"),
}
TRACED = "t"  # held by the tracer, for a moment


@dataclass(frozen=True, slots=True)
class Sample:
    """What a thread was doing at a time; `call` is the system call of one that waits."""

    time: int
    pid: int
    tid: int
    parent: int
    doing: str
    call: str = ""


@dataclass(slots=True)
class Agreement:
    """How many samples an account agreed with, and how many were otherwise, by what was said."""

    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, said: str, seen: str, count: int = 1) -> None:
        """Count samples."""
        if said == seen:
            self.right += count
        else:
            self.wrong[f"{said}, but {seen}"] += count

    @property
    def share(self) -> float:
        """The share of those that agree."""
        every = self.right + self.wrong.total()
        return self.right / every if every else 1.0


@contextmanager
def sampled() -> Iterator[list[Sample]]:
    """Sample what is below this process; the list is filled at the end."""
    script = Path(__file__).with_name("state_sampler.py")
    command = [sys.executable, "-S", str(script), str(os.getpid())]
    found: list[Sample] = []
    with (
        tempfile.TemporaryFile("w+") as file,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=file) as sampler,
    ):
        yield found
        sampler.communicate(b"\n")
        file.seek(0)
        out = file.read()
    extension = syscalls.native()
    names: dict[str, str] = {}
    for line in out.splitlines():
        time, tid, pid, parent, letter, call = line.split()
        if call.isdigit() and call not in names:
            named = extension.lib.tracer_call_name(int(call), extension.ffi.new("char **"))
            names[call] = extension.ffi.string(named).decode() if named else ""
        doing, name = LETTERS.get(letter, letter), names.get(call, "")
        if letter == "D" and not name:
            doing = "running"  # it waits for a page of its memory
        elif letter in "SDI":
            doing = "sleeping" if name in SLEEPS else "waiting"
        found.append(Sample(int(time), int(pid), int(tid), int(parent), doing, name))


def runs_of(names: Sequence[str], method: str) -> list[tuple[SideExplanation, ProgramRuns]]:
    """Explain programs, each run traced and untraced."""
    cases = []
    for name in names:
        what = makers.script(PROGRAMS, [name], method=method)
        cases.append(Case(Target(name, name, (what,), own=True), "pipe"))
    found = run(
        cases,
        evidence="syscalls",
        deadline=60.0,
        instrumented=True,
        surroundings=Surroundings(dict(os.environ)),
    )
    stories = [
        explanation_of(case, runs).stories[0] for case, runs in zip(cases, found, strict=True)
    ]
    return [(story, one) for story, (one,) in zip(stories, found, strict=True)]


def agreements(names: Sequence[str], method: str) -> Iterator[tuple[str, Agreement, Agreement]]:
    """Run programs, few at a time, and tell how far the samples of both runs agree.

    Of the untraced run of a program that has a process too short to be seen nothing is compared.
    """
    for first in range(0, len(names), AT_ONCE):
        with sampled() as samples:
            ran = runs_of(names[first : first + AT_ONCE], method)
        for story, runs in ran:
            traced = traced_agreement(story, runs, samples)
            yield runs.program.shown, traced, untraced_agreement(story, runs, samples)


def traced_agreement(
    story: SideExplanation, ran: ProgramRuns, samples: Sequence[Sample]
) -> Agreement:
    """Compare the lanes of a traced run with its samples.

    A thread may have to wait for a processor before it waits, and again when it is woken or ends:
    what is seen of that at the ends of a segment is no sample of it.
    """
    found = Agreement()
    assert ran.account is not None
    zero = ran.account.lifetimes.started
    of_pid = _by_pid(samples)
    for lane in story.lanes:
        seen = [
            replace(each, time=each.time - zero)
            for each in leading(of_pid[lane.pid], lane.pid)
            if each.doing != TRACED
        ]
        for segment in lane.segments:
            within = [each for each in seen if segment.start <= each.time < segment.end]
            for sample in _without_ends(within, DELAYS.get(segment.doing, ())):
                if not _near(lane, sample.time):
                    found.add(segment.doing, sample.doing)
    return found


def untraced_agreement(
    story: SideExplanation, ran: ProgramRuns, samples: Sequence[Sample]
) -> Agreement:
    """Compare what was sampled of an untraced run with the lanes of the traced one.

    The two took their own time. So what a process did there, one after the other, is laid beside
    what its lane says, one after the other, as well as it goes: what finds no place is wrong.
    """
    assert ran.untraced is not None
    assert ran.untraced.pid is not None
    of_pid = _by_pid(samples)
    pids = [ran.untraced.pid]
    for pid in pids:
        pids += [each for each, of in of_pid.items() if of[0].parent == pid and each not in pids]
    pids = sorted((pid for pid in pids if pid in of_pid), key=lambda pid: of_pid[pid][0].time)
    found = Agreement()
    if len(pids) != len(story.lanes) or story.more:
        return found
    for lane, pid in zip(story.lanes, pids, strict=True):
        said = [each.doing for each in lane.segments if each.end - each.start > NEAR / 2]
        done = _runs(leading(of_pid[pid], pid))
        matched = _laid_beside(done, said)
        found.right += matched
        found.wrong["not in the lane"] += sum(count for _, count in done) - matched
    return found


def _without_ends(samples: list[Sample], delays: Sequence[str]) -> list[Sample]:
    """Without those at both ends that are delays, if anything else was seen."""
    places = [place for place, each in enumerate(samples) if each.doing not in delays]
    return samples[places[0] : places[-1] + 1] if places else samples


def _by_pid(samples: Sequence[Sample]) -> dict[int, list[Sample]]:
    found: dict[int, list[Sample]] = defaultdict(list)
    for each in samples:
        found[each.pid].append(each)
    return found


def _runs(samples: Sequence[Sample]) -> list[tuple[str, int]]:
    """What a process did, and in how many samples that are not near a change."""
    found = []
    for doing, group in groupby(samples, key=lambda each: each.doing):
        of = list(group)
        count = sum(of[0].time + NEAR < each.time < of[-1].time - NEAR for each in of)
        if count:
            found.append((doing, count))
    return found


def _laid_beside(done: Sequence[tuple[str, int]], said: Sequence[str]) -> int:
    """The most samples that find a place in what is said, in their order."""
    best = [0] * (len(said) + 1)
    for doing, count in done:
        row = [0] * (len(said) + 1)
        for place, each in enumerate(said):
            here = max(row[place], best[place + 1])
            if each == doing:
                here = max(here, max(best[place], best[place + 1]) + count)
            row[place + 1] = here
        best = row
    return best[-1]


def leading(samples: Sequence[Sample], pid: int) -> list[Sample]:
    """The samples of a process's first thread, and behind its end of the last of the others."""
    first = [each for each in samples if each.tid == pid]
    ended = next((each.time for each in first if each.doing == "zombie"), None)
    others = [
        each
        for each in samples
        if each.tid != pid and each.doing != "zombie" and ended is not None and each.time > ended
    ]
    if ended is None or not others:
        return first
    last = others[-1]
    return [
        *(each for each in first if each.time < ended),
        *(each for each in others if each.tid == last.tid),
        *(each for each in first if each.time > last.time),
    ]


def _near(lane: Lane, time: int) -> bool:
    """Whether a lane has a change near a time, or begins or ends there."""
    changes = [lane.start, lane.segments[-1].end]
    changes += [
        after.start for before, after in pairwise(lane.segments) if before.doing != after.doing
    ]
    return any(abs(time - each) < NEAR for each in changes)
