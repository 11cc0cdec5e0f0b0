"""Runs programs observed, traced and untraced, and tells what each of them did."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from joinscope.errors import RecorderError
from joinscope.explanation.build import SideRun, tell
from joinscope.explanation.call_chain import Symbolizer
from joinscope.explanation.model import SideExplanation
from joinscope.joins.account import Account
from joinscope.programs.observed import Observed
from joinscope.recording.call_stacks import Calls, from_file
from joinscope.recording.recording import Line, Recording
from joinscope.recording.runner import Surroundings, record
from joinscope.vocabulary import Evidence, Through


def run(
    programs: Sequence[Observed],
    *,
    through: Through,
    deadline: float,
    again: bool = True,
    surroundings: Surroundings | None = None,
    progress: Callable[[Observed, Line | None], None] = lambda _program, _line: None,
) -> list[tuple[Recording, Recording | None, Calls | None]]:
    """Run each program traced and, `again`, beside it untraced: (traced, untraced, its calls).

    The traced recording is followed by its Account. A program of somebody's own should not meet
    itself: then the runs come one after the other.
    """
    path = surroundings.environment.get("PYTHONPATH") if surroundings else None
    with tempfile.TemporaryDirectory(prefix="joinscope-") as folder:
        traced, plain = (
            [
                each.command(_folder(folder, way, str(number)), path, noting=way == "plain")
                for number, each in enumerate(programs)
            ]
            for way in ("traced", "plain")
        )
        jobs: list[tuple[list[list[str]], list[Evidence]]] = [
            (traced, ["syscalls"] * len(traced)),
            (plain if again else [], ["output"] * len(plain) if again else []),
        ]
        if surroundings is None:  # all at the same time
            jobs = [(jobs[0][0] + jobs[1][0], jobs[0][1] + jobs[1][1])]
        found: list[Recording] = []
        for commands, evidence in jobs:
            found += record(
                commands,
                through=[through] * len(commands),
                deadline=deadline,
                evidence=evidence,
                followers=[Account() if each == "syscalls" else None for each in evidence],
                progress=_of_the_traced(programs, evidence, progress),
                surroundings=surroundings,
            )
        notes = [Path(folder, "plain", str(number), "notes") for number in range(len(programs))]
        calls = [from_file(_text(file)) if again else None for file in notes]
    for program, recording in zip(programs, found, strict=False):
        if not recording.complete:
            raise RecorderError(f"{program.shown}: its recorder died before the program had ended")
    untraced: list[Recording] | list[None] = found[len(programs) :] or [None] * len(programs)
    return list(zip(found[: len(programs)], untraced, calls, strict=True))


def stories(
    programs: Sequence[Observed],
    found: Sequence[tuple[Recording, Recording | None, Calls | None]],
) -> list[SideExplanation]:
    """What each program did."""
    return [tell(_told(program, *each)) for program, each in zip(programs, found, strict=True)]


def _told(
    program: Observed, recording: Recording, plain: Recording | None, calls: Calls | None
) -> SideRun:
    account = recording.follower
    if not isinstance(account, Account):
        raise TypeError("a story is told of a traced recording")
    own = [str(path.absolute()) for path in program.sources]
    return SideRun(
        program.side,
        program.runtime,
        program.shown,
        account,
        recording,
        Symbolizer(program.program, own),
        program.sources,
        plain,
        calls,
    )


def _of_the_traced(
    programs: Sequence[Observed],
    evidence: Sequence[Evidence],
    progress: Callable[[Observed, Line | None], None],
) -> Callable[[int, Line | None], None]:
    def report(number: int, line: Line | None) -> None:
        if evidence[number] == "syscalls":
            progress(programs[number], line)

    return report


def _folder(*parts: str) -> Path:
    folder = Path(*parts)
    folder.mkdir(parents=True)
    return folder


def _text(file: Path) -> str:
    """The notes in a file; none where nothing was noted."""
    try:
        return file.read_text("utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return ""
