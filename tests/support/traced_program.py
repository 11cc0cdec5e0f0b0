"""Real programs under the tracer: a test's source, recorded, and the order of what it printed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from completeness import hold
from joinscope.happens_before.builder import HappensBefore
from joinscope.happens_before.choices import Choice
from joinscope.happens_before.graph import Kind
from joinscope.happens_before.hidden_ways import Reason
from joinscope.happens_before.relation import doubt, proof, relation
from joinscope.joins.account import Account
from joinscope.recording.recorders import syscalls
from joinscope.recording.recording import parse
from joinscope.schedule import FlatPoint
from joinscope.vocabulary import Event, Relation

# What each program begins with: printing is one system call.
SAY = """\
import os, signal
def say(text): os.write(1, text.encode() + b"\\n")
"""


@dataclass(frozen=True)
class Traced:
    """What a tracer has written of a program, line by line, and the order that it proves."""

    lines: list[bytes]
    order: HappensBefore

    def relation(self, first: str = "first", second: str = "second") -> Relation:
        return relation(self.order, Event("line", first), Event("line", second))

    def doubt(
        self, first: str = "first", second: str = "second"
    ) -> tuple[Relation, Choice | Reason] | None:
        """Why the relation is unknown, and what it is by that choice."""
        found = doubt(self.order, Event("line", first), Event("line", second))
        return None if found is None else (found.relation, found.why)

    def way(self, first: str = "first", second: str = "second") -> set[Kind]:
        """The kinds of edges of the way between two lines whose relation is unknown."""
        found = doubt(self.order, Event("line", first), Event("line", second))
        return {step.kind for step in (found.steps if found else ())} - {Kind.PROGRAM}

    def kinds(self, first: str = "first", second: str = "second") -> set[Kind]:
        steps = proof(self.order, Event("line", first), Event("line", second))
        return {step.kind for step in steps or ()} - {Kind.PROGRAM}


def trace(
    command: list[str],
    *,
    seccomp: bool = True,
    lookups: bool = False,
    waits: bool = False,
    holds: Sequence[tuple[FlatPoint, FlatPoint]] = (),
) -> Traced:
    """Record a command; its output goes into a pipe."""
    records = os.memfd_create("records")
    try:
        subprocess.run(
            syscalls.start_line(
                command,
                records=records,
                seccomp=seccomp,
                lookups=lookups,
                waits=waits,
                holds=holds,
            ),
            pass_fds=[records],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            check=True,
            timeout=120,
        )
        with open(records, "rb", closefd=False) as file:
            file.seek(0)
            lines = file.read().splitlines()
    finally:
        os.close(records)
    account = Account()
    recording = parse(lines, account)
    assert recording.complete
    assert recording.exit_status == 0
    hold(recording, account)
    return Traced(lines, account.order)


def python(
    code: str,
    *,
    seccomp: bool = True,
    lookups: bool = False,
    waits: bool = False,
    holds: Sequence[tuple[FlatPoint, FlatPoint]] = (),
) -> Traced:
    """Record a program in Python, which begins with SAY, and has only the standard library."""
    words = [sys.executable, "-S", "-I", "-c", SAY + code]
    return trace(words, seccomp=seccomp, lookups=lookups, waits=waits, holds=holds)


def c(source: Path, folder: Path, *, lookups: bool = False) -> Traced:
    """Record a program in C."""
    program = folder / source.stem
    subprocess.run(
        ["cc", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-O1", "-o", program, source],
        check=True,
    )
    return trace([str(program)], lookups=lookups)
