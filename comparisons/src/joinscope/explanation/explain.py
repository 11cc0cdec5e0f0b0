"""Explains a subject: runs it observed, tells each side's story, and judges what is claimed."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from joinscope.explanation.model import Explanation
from joinscope.explanation.run import run, stories
from joinscope.programs.observed import Observed
from joinscope.programs.subject import Subject
from joinscope.recording.recording import Line
from joinscope.recording.runner import Surroundings
from joinscope.verdict.judge import Ran, judge
from joinscope.vocabulary import Through


def explain(
    subject: Subject,
    heading: str,
    *,
    through: Through = "terminal",
    deadline: float = 30.0,
    progress: Callable[[Observed, Line | None], None] = lambda _program, _line: None,
) -> Explanation:
    """Explain what a subject does; needs the evidence `syscalls`. `heading` says what is running.

    A program of somebody's own is run twice, one run after the other: once traced, and once for
    its times, unless its input is a terminal, which would be asked twice.
    """
    with _surroundings(subject) as around:
        found = run(
            subject.programs,
            through=through,
            deadline=deadline,
            again=around is None or not os.isatty(0),
            surroundings=around,
            progress=progress,
        )
    told = stories(subject.programs, found)
    verdict = None
    if subject.comparison is not None:
        ran = [
            Ran(program.side, recording, plain)
            for program, (recording, plain, _) in zip(subject.programs, found, strict=True)
        ]
        verdict = judge(subject.comparison, through, ran)
    return Explanation(
        subject.name,
        subject.title,
        heading,
        tuple(told),
        verdict,
        subject.comparison.lesson if subject.comparison else "",
        subject.away,
    )


@contextmanager
def _surroundings(subject: Subject) -> Iterator[Surroundings | None]:
    """What a program of somebody's own would find: our environment, and our input for each run."""
    if subject.comparison is not None:
        yield None
    elif os.isatty(0):
        yield Surroundings(dict(os.environ), os.ttyname(0))
    else:
        with tempfile.NamedTemporaryFile(prefix="joinscope-") as copy:
            copy.write(sys.stdin.buffer.read() if sys.stdin is not None else b"")
            copy.flush()
            yield Surroundings(dict(os.environ), copy.name)


def several(explanation: Explanation, others: list[Explanation]) -> Explanation:
    """One explanation with the stories of others of the same program."""
    more = tuple(story for each in others for story in each.stories)
    return replace(explanation, stories=(*explanation.stories, *more))
