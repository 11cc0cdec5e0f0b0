"""What is running now: on a terminal a line for each program, anywhere else nothing."""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from joinscope import limits
from joinscope.pipeline import Case
from joinscope.programs.program import Program
from joinscope.recording.recording import Line
from joinscope.render.terminal import sanitized

SILENT: Final = 2  # seconds of a run of which no word is made


class Countdown:
    """What is running, for how long, and how long it may; counted anew each time it is shown."""

    def __init__(self, name: str, deadline: float) -> None:
        self._name = name
        self._deadline = deadline
        self._started = time.monotonic()

    def __rich__(self) -> Text:
        """The line."""
        # A program of somebody's own runs twice, each time with all of the deadline.
        gone = int(time.monotonic() - self._started)
        left = max(0, int(self._deadline - gone % max(self._deadline, 1)))
        told = f"{self._name} runs: {gone} s"
        if gone >= SILENT:
            told += f"; it is killed in {left} s; Ctrl-C tells where it is"
        return Text(told)


class Live:
    """A context in which `update` shows the last line that each program has printed."""

    def __init__(self, cases: Sequence[Case]) -> None:
        console = Console(stderr=True, highlight=False, emoji=False, markup=False)
        self._progress = Progress(
            SpinnerColumn("line", finished_text=" "),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            TextColumn("{task.fields[last]}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal or console.is_dumb_terminal,
        )
        self._tasks: dict[tuple[Case, Program], TaskID] = {
            (case, program): self._progress.add_task(
                sanitized(f"{case.target.name}  {program}"), total=1, last=""
            )
            for case in cases
            for program in case.able
        }

    def update(self, case: Case, program: Program, line: Line | None) -> None:
        """Show a line that the program printed, or with None that it has ended."""
        task = self._tasks[case, program]
        if line is None:
            self._progress.update(task, completed=1)
        else:
            self._progress.update(task, last=sanitized(line.text[: limits.PROGRESS_CHARACTERS]))

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()
